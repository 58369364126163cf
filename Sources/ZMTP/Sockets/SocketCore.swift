import NIOCore
import NIOPosix

/// What all kinds of sockets have in common: where they listen, what they connect to, and their peers.
///
/// Bound to one event loop, on which all its connections are too.
final class SocketCore {
    let eventLoop: any EventLoop
    let options: ZMTPOptions
    let pattern: any SocketPattern

    /// Nothing more is to be read from any peer for now.
    private(set) var isPaused = false
    private(set) var isClosed = false
    private var peers: [ObjectIdentifier: PeerConnection] = [:]
    private var listeners: [SocketListener] = []
    private var dialers: [Dialer] = []

    init(eventLoop: any EventLoop, options: ZMTPOptions, pattern: any SocketPattern) {
        self.eventLoop = eventLoop
        self.options = options
        self.pattern = pattern
    }

    // MARK: Peers

    /// A new connection; says whether there may be another one.
    func admit(_ peer: PeerConnection) -> Bool {
        guard !self.isClosed, self.peers.count < self.options.limits.peers else { return false }
        self.peers[ObjectIdentifier(peer)] = peer
        return true
    }

    /// A connection is gone.
    func left(_ peer: PeerConnection) {
        self.peers[ObjectIdentifier(peer)] = nil
    }

    // MARK: What the owner asks for

    /// Listens; the result is the endpoint in use.
    func bind(_ endpoint: ZMTPEndpoint) -> EventLoopFuture<ZMTPEndpoint> {
        self.eventLoop.assertInEventLoop()
        let core = NIOLoopBound(self, eventLoop: self.eventLoop)
        return SocketListener.bind(endpoint, core: self).flatMapThrowing { listener in
            guard !core.value.isClosed else {
                listener.close()
                throw ZMTPBindError(endpoint: endpoint, reason: .closed)
            }
            core.value.listeners.append(listener)
            return listener.endpoint
        }
    }

    /// Connects, and connects again whenever that ends.
    func connect(_ endpoint: ZMTPEndpoint) {
        self.eventLoop.assertInEventLoop()
        guard !self.isClosed else { return }
        let dialer = Dialer(self, to: endpoint)
        self.dialers.append(dialer)
        dialer.dial()
    }

    func pause() {
        self.isPaused = true
    }

    func resume() {
        guard self.isPaused else { return }
        self.isPaused = false
        for peer in Array(self.peers.values) where !self.isPaused {
            peer.resumeReading()
        }
    }

    /// Ends everything; nothing is reported of it.
    func close() -> EventLoopFuture<Void> {
        self.isClosed = true
        for dialer in self.dialers {
            dialer.close()
        }
        self.dialers = []
        let ends = self.listeners.map { $0.close() }
        self.listeners = []
        let peers = self.peers
        self.peers = [:]
        for peer in peers.values {
            peer.shutDown()
        }
        return EventLoopFuture.andAllComplete(ends, on: self.eventLoop)
    }
}
