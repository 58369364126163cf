package import NIOCore

/// Receives what PUB and XPUB sockets send about the topics subscribed to.
///
/// Messages are not filtered again: what a publisher sends is handed over, be it for a topic that ended just now.
package final class SubSocket: Sendable {
    private let access: SocketAccess
    private let pattern: NIOLoopBoundBox<SubPattern?>

    /// Makes a socket that neither listens nor connects yet.
    ///
    /// - Parameters:
    ///   - eventLoop: owns the socket and all its connections.
    ///   - options: its limits, and who is told of events.
    ///   - onMessage: receives the parts of a message, the first of which is the topic, on the event loop.
    package init(
        eventLoop: any EventLoop,
        options: ZMTPOptions = ZMTPOptions(),
        onMessage: @escaping @Sendable ([ByteBuffer]) -> Void
    ) {
        let box = NIOLoopBoundBox<SubPattern?>.makeEmptyBox(eventLoop: eventLoop)
        self.pattern = box
        self.access = SocketAccess(eventLoop: eventLoop, options: options) {
            let pattern = SubPattern(onMessage)
            box.value = pattern
            return pattern
        }
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

    /// Asks all publishers, present and future, for what begins with `topic`.
    ///
    /// Subscriptions are counted: a topic ends when it was unsubscribed from as often as it was subscribed to.
    package func subscribe(_ topic: String) {
        let pattern = self.pattern
        self.access.run { _ in pattern.value?.subscribe(topic) }
    }

    /// Takes one subscription to `topic` back, if there is one.
    package func unsubscribe(_ topic: String) {
        let pattern = self.pattern
        self.access.run { _ in pattern.value?.unsubscribe(topic) }
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
