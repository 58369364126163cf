package import NIOCore

/// Receives what PUSH sockets send.
///
/// Pushpin's socket of this kind holds up to 101,000 messages; here messages are not kept at all, but handed over as
/// they come. While the receiver pauses, nothing is read, and the senders are held up as they would be there.
package final class PullSocket: Sendable {
    private let access: SocketAccess

    /// Makes a socket that neither listens nor connects yet.
    ///
    /// - Parameters:
    ///   - eventLoop: owns the socket and all its connections.
    ///   - options: its limits, and who is told of events.
    ///   - onMessage: receives the parts of a message, at least one, on the event loop.
    package init(
        eventLoop: any EventLoop,
        options: ZMTPOptions = ZMTPOptions(),
        onMessage: @escaping @Sendable ([ByteBuffer]) -> Void
    ) {
        self.access = SocketAccess(eventLoop: eventLoop, options: options) { PullPattern(onMessage) }
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

    /// Stops reading.
    ///
    /// Called on the event loop, e.g. from `onMessage`, no further message comes.
    package func pause() {
        self.access.run { $0.pause() }
    }

    /// Reads again.
    package func resume() {
        self.access.run { $0.resume() }
    }

    /// Closes all connections, stops listening, and removes the files of ipc endpoints.
    package func close() async {
        await self.access.close()
    }
}
