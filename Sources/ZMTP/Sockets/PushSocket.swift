package import NIOCore

/// Sends messages to one PULL socket at a time.
package final class PushSocket: Sendable {
    private let access: SocketAccess
    private let pattern: NIOLoopBoundBox<PushPattern?>

    /// Makes a socket that is not connected yet.
    ///
    /// - Parameters:
    ///   - eventLoop: owns the socket and all its connections.
    ///   - options: its limits, and who is told of events.
    package init(eventLoop: any EventLoop, options: ZMTPOptions = ZMTPOptions()) {
        let pattern = NIOLoopBoundBox<PushPattern?>.makeEmptyBox(eventLoop: eventLoop)
        self.pattern = pattern
        self.access = SocketAccess(eventLoop: eventLoop, options: options) {
            let made = PushPattern()
            pattern.value = made
            return made
        }
    }

    /// Connects, and again whenever the connection is lost.
    package func connect(_ endpoint: ZMTPEndpoint) {
        self.access.connect(endpoint)
    }

    /// Sends a message of at least one part; returns when the system has taken it.
    ///
    /// Waits for a connection as long as it takes. A message whose connection is lost before is sent on the next one.
    package func send(_ parts: [ByteBuffer]) async {
        let taken = self.access.eventLoop.makePromise(of: Void.self)
        let pattern = self.pattern
        self.access.run { _ in pattern.value?.send(WireEncoder.message(parts), taken) }
        // Only ever fulfilled.
        try? await taken.futureResult.get()
    }

    /// Closes the connection.
    ///
    /// Messages that were not taken by then are given up.
    package func close() async {
        await self.access.close()
        let pattern = self.pattern
        self.access.run { _ in pattern.value?.giveUp() }
    }
}

/// Keeps messages until a peer takes them.
private final class PushPattern: SocketPattern {
    let socketType = SocketType.push
    private var peer: PeerConnection?
    /// What the system has not taken yet; the first `sent` of it were handed to `peer`.
    private var waiting: [(bytes: ByteBuffer, taken: EventLoopPromise<Void>)] = []
    private var sent = 0

    func send(_ bytes: ByteBuffer, _ taken: EventLoopPromise<Void>) {
        self.waiting.append((bytes, taken))
        self.sendMore()
    }

    func giveUp() {
        for message in self.waiting {
            message.taken.succeed()
        }
        self.waiting = []
        self.sent = 0
    }

    func opened(_ peer: PeerConnection) {
        self.peer = peer
        self.sendMore()
    }

    func drained(_ peer: PeerConnection) {
        guard peer === self.peer else { return }
        for message in self.waiting.prefix(self.sent) {
            message.taken.succeed()
        }
        self.waiting.removeFirst(self.sent)
        self.sent = 0
        self.sendMore()
    }

    func closed(_ peer: PeerConnection) {
        guard peer === self.peer else { return }
        self.peer = nil
        self.sent = 0
    }

    private func sendMore() {
        guard let peer = self.peer else { return }
        while self.sent < self.waiting.count, peer.send(self.waiting[self.sent].bytes) {
            self.sent += 1
        }
    }
}
