package import NIOCore

/// Sends messages to the SUB and XSUB sockets that subscribe to their beginnings.
///
/// A subscriber that does not read loses messages, and nobody else does: what waits for each is limited, and what is
/// over the limit is dropped and counted.
package final class PublisherSocket: Sendable {
    private let access: SocketAccess
    private let outbox: PublisherOutbox
    private let pattern: NIOLoopBoundBox<PublisherPattern?>

    /// Makes a socket that neither listens nor connects yet.
    ///
    /// - Parameters:
    ///   - eventLoop: owns the socket and all its connections.
    ///   - options: its limits, and who is told of events.
    package init(eventLoop: any EventLoop, options: ZMTPOptions = ZMTPOptions()) {
        let outbox = PublisherOutbox(options: options)
        let box = NIOLoopBoundBox<PublisherPattern?>.makeEmptyBox(eventLoop: eventLoop)
        self.outbox = outbox
        self.pattern = box
        self.access = SocketAccess(eventLoop: eventLoop, options: options) {
            let pattern = PublisherPattern(outbox)
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

    /// Whether anybody subscribes to anything; costs one load.
    package var hasSubscribers: Bool { self.outbox.hasSubscribers }

    /// Messages that were dropped since the start, one per message and subscriber.
    package var droppedMessages: Int { self.outbox.droppedMessages }

    /// Watches whether anybody subscribes to messages with this beginning.
    ///
    /// Make it once, and keep it.
    package func interest(in beginning: String) -> TopicInterest {
        let interest = TopicInterest(beginning: Array(beginning.utf8))
        let pattern = self.pattern
        self.access.run { _ in pattern.value?.add(interest) }
        return interest
    }

    /// Sends a message of one part.
    package func send(_ part: ByteBuffer) {
        self.send([part])
    }

    /// Sends a message to all who subscribe to the beginning of its first part.
    ///
    /// From any thread, without waiting. What one thread sends stays in order.
    package func send(_ parts: [ByteBuffer]) {
        guard self.outbox.hasSubscribers, let topic = parts.first else { return }
        guard self.outbox.put(PublisherOutbox.Message(topic: topic, frames: WireEncoder.message(parts))) else { return }
        let pattern = self.pattern
        self.access.eventLoop.execute { pattern.value?.sendAll() }
    }

    /// Closes all connections, stops listening, and removes the files of ipc endpoints.
    package func close() async {
        await self.access.close()
    }
}
