package import NIOCore

/// The five metrics of Pushpin's endpoint for Prometheus.
///
/// Reference: ops 4.
package struct PushpinMetrics: Sendable, Equatable {
    /// Requests and WebSockets received.
    package var requestsReceived = 0
    /// Connections at a time: of each route the most in the present interval.
    package var connections = 0
    /// Minutes of connections.
    package var minutes = 0
    /// Items published.
    package var messagesReceived = 0
    /// Deliveries.
    package var messagesSent = 0

    /// Zero of everything.
    package init() {}

    /// The text of an answer.
    ///
    /// - Parameter prefix: put before every name as it is.
    /// - Returns: the text.
    package func text(prefix: String) -> ByteBuffer {
        let metrics: [(name: String, type: String, help: String, value: Int)] = [
            ("request_received", "counter", "Number of requests received", self.requestsReceived),
            ("connection_connected", "gauge", "Number of concurrent connections", self.connections),
            ("connection_minute", "counter", "Number of minutes clients have been connected", self.minutes),
            (
                "message_received", "counter", "Number of messages received by the publish API",
                self.messagesReceived
            ),
            ("message_sent", "counter", "Number of messages sent to clients", self.messagesSent),
        ]
        var text = ByteBuffer()
        for metric in metrics {
            let name = prefix + metric.name
            text.writeString("# HELP \(name) \(metric.help)\n# TYPE \(name) \(metric.type)\n\(name) \(metric.value)\n")
        }
        return text
    }
}
