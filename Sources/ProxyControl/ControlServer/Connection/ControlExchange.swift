package import HTTP1

/// What is kept of a request's head until it is answered.
package struct ControlExchange: Equatable, Sendable {
    /// The method as it came.
    package var method: String
    /// The target as it came.
    package var target: [UInt8]
    /// The version of the request, in which it is answered.
    package var version: HTTPVersion
    /// Whether the client wants to send a further request on the connection.
    package var isKeepAlive: Bool
    /// What the request asks for.
    package var operation: ControlOperation

    /// Keeps what is needed of `head`.
    package init(head: RequestHead, operation: ControlOperation) {
        self.method = head.method
        self.target = head.target
        self.version = head.version
        self.isKeepAlive = head.isKeepAlive
        self.operation = operation
    }
}
