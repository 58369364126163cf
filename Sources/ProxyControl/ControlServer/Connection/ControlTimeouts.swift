package import NIOCore

/// How long a control connection may take for what.
package struct ControlTimeouts: Sendable {
    /// Time for a request to arrive once its first byte has; over it: 408.
    package var request: TimeAmount
    /// Time without a request; over it the connection is closed.
    package var idle: TimeAmount
    /// The same while all connections are in use and others may be waiting.
    package var crowdedIdle: TimeAmount = .seconds(1)
    /// Time the client gets to take the last answer and close.
    package var linger: TimeAmount = .seconds(2)

    /// Time-outs for requests and for connections without one.
    package init(request: TimeAmount, idle: TimeAmount) {
        self.request = request
        self.idle = idle
    }
}
