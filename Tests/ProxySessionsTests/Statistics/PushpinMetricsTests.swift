import NIOCore
import ProxySessions
import Testing

/// Reference: ops 4.
struct PushpinMetricsTests {
    @Test func metricsHaveTheirOrderNamesAndPrefix() {
        var metrics = PushpinMetrics()
        metrics.requestsReceived = 1
        metrics.connections = 2
        metrics.minutes = 3
        metrics.messagesReceived = 4
        metrics.messagesSent = 5
        let text = """
            # HELP px_request_received Number of requests received
            # TYPE px_request_received counter
            px_request_received 1
            # HELP px_connection_connected Number of concurrent connections
            # TYPE px_connection_connected gauge
            px_connection_connected 2
            # HELP px_connection_minute Number of minutes clients have been connected
            # TYPE px_connection_minute counter
            px_connection_minute 3
            # HELP px_message_received Number of messages received by the publish API
            # TYPE px_message_received counter
            px_message_received 4
            # HELP px_message_sent Number of messages sent to clients
            # TYPE px_message_sent counter
            px_message_sent 5

            """
        #expect(String(buffer: metrics.text(prefix: "px_")) == text)
    }
}
