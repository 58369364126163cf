package import NIOCore

/// Answers the requests of REQ clients, and of DEALER and ROUTER clients that send an empty part before the request.
///
/// Requests of a client may be answered in any order. A client that does not read its answers, or has too many
/// requests in flight, is not read from until that changes.
package final class ReplySocket: Sendable {
    private let access: SocketAccess

    /// Makes a socket that neither listens nor connects yet.
    ///
    /// - Parameters:
    ///   - eventLoop: owns the socket and all its connections.
    ///   - options: its limits, and who is told of events.
    ///   - onRequest: receives the parts of a request, at least one, on the event loop.
    package init(
        eventLoop: any EventLoop,
        options: ZMTPOptions = ZMTPOptions(),
        onRequest: @escaping @Sendable ([ByteBuffer], ReplyHandle) -> Void
    ) {
        self.access = SocketAccess(eventLoop: eventLoop, options: options) { ReplyPattern(onRequest) }
    }

    /// Listens, from the end of the call on.
    ///
    /// - Parameter endpoint: where to listen.
    /// - Returns: the endpoint in use, with the port the system chose.
    /// - Throws: `ZMTPBindError`.
    package func bind(_ endpoint: ZMTPEndpoint) async throws -> ZMTPEndpoint {
        try await self.access.bind(endpoint)
    }

    /// Connects, and again whenever the connection is lost.
    package func connect(_ endpoint: ZMTPEndpoint) {
        self.access.connect(endpoint)
    }

    /// Closes all connections, stops listening, and removes the files of ipc endpoints.
    package func close() async {
        await self.access.close()
    }
}
