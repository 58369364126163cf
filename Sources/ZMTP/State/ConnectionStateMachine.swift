import NIOCore

/// The life of one connection: greetings, READY both ways, then messages and commands (RFC 37/ZMTP, NULL mechanism).
///
/// Owns where the handshake stands. The states are *greeting*, *ready* (greetings were exchanged), *open* and *closed*,
/// which is terminal. The side that connected sends READY as soon as it has the peer's greeting; the side that accepted
/// waits for the peer's READY, so that it can still answer with ERROR when the sockets do not go together.
///
/// Silent drops: everything after the end; commands that mean nothing here; subscriptions where the own socket is no
/// PUB, and messages where it is one.
struct ConnectionStateMachine: ~Copyable {
    private enum State {
        /// Waiting for the peer's greeting; the own one is sent at once.
        case greeting
        /// Waiting for the peer's READY.
        case ready(ProtocolVersion)
        /// Both sides have said READY.
        case open
        /// Nothing more is read.
        case closed
    }

    private let own: SocketType
    /// The peer connected to this side.
    private let isAccepted: Bool
    private var state = State.greeting

    init(own: SocketType, isAccepted: Bool) {
        self.own = own
        self.isAccepted = isAccepted
    }

    /// What is known of a peer once the handshake is done.
    struct Handshake: Equatable {
        var version: ProtocolVersion
        var socketType: SocketType
        var identity: [UInt8]
    }

    enum OnEvent: Equatable {
        /// Nothing is to be done.
        case ignore
        /// Send READY.
        case sendReady
        /// The handshake is done: send READY now if `sendsReady`, and begin.
        case open(Handshake, sendsReady: Bool)
        /// Hand the message over.
        case deliver([ByteBuffer])
        /// The peer wants what begins with this topic.
        case subscribe(ByteBuffer)
        /// The peer does not want this topic any longer.
        case cancel(ByteBuffer)
        /// Answer with a pong, and count the peer as gone when nothing comes for `timeToLive`, unless that is zero.
        case pong(context: ByteBuffer, timeToLive: TimeAmount)
        /// Report the error and close; before that send it as ERROR if `tellsPeer`.
        case fail(ZMTPError, tellsPeer: Bool)
    }

    /// The peer said something.
    mutating func received(_ event: WireEvent) -> OnEvent {
        switch self.state {
        case .greeting:
            guard case .greeting(let greeting) = event else { return self.fail(.notReady) }
            guard greeting.mechanism == Greeting.own.mechanism else {
                return self.fail(.unsupportedMechanism(greeting.mechanism))
            }
            self.state = .ready(min(greeting.version, .current))
            return self.isAccepted ? .ignore : .sendReady
        case .ready(let version):
            return self.receivedBeforeReady(event, version: version)
        case .open:
            return self.receivedWhenOpen(event)
        case .closed:
            return .ignore
        }
    }

    /// The peer closed the connection, after it sent something if `hasHeard`.
    ///
    /// The result is what that means if the handshake was not done.
    mutating func ended(hasHeard: Bool) -> ZMTPError? {
        defer { self.state = .closed }
        return switch self.state {
        case .greeting, .ready: hasHeard ? .closedInHandshake : .closedAtOnce
        case .open, .closed: nil
        }
    }

    /// The time for the handshake is over.
    mutating func handshakeDeadlineReached() -> OnEvent {
        switch self.state {
        case .greeting, .ready:
            return self.fail(.handshakeTimeout)
        case .open, .closed:
            return .ignore
        }
    }

    private mutating func receivedBeforeReady(_ event: WireEvent, version: ProtocolVersion) -> OnEvent {
        guard case .command(let command) = event else { return self.fail(.notReady) }
        switch command {
        case .ready(let properties):
            guard
                let type = SocketType(rawValue: properties.socketType), self.own.peers.contains(type)
            else {
                return self.fail(
                    .incompatibleSocket(peer: properties.socketType, own: self.own),
                    tellsPeer: self.isAccepted
                )
            }
            self.state = .open
            return .open(
                Handshake(version: version, socketType: type, identity: properties.identity),
                sendsReady: self.isAccepted
            )
        case .error(let text):
            return self.fail(.refusedByPeer(text))
        case .ping, .pong, .subscribe, .cancel, .unknown:
            return self.fail(.notReady)
        }
    }

    private mutating func receivedWhenOpen(_ event: WireEvent) -> OnEvent {
        switch event {
        case .message(let parts) where self.own == .pub: return Self.subscription(in: parts)
        case .message(let parts): return .deliver(parts)
        case .greeting, .command(.ready): return self.fail(.handshakeRepeated)
        case .command(.error(let text)): return self.fail(.refusedByPeer(text))
        case .command(.ping(let timeToLive, let context)): return .pong(context: context, timeToLive: timeToLive)
        case .command(.subscribe(let topic)): return self.own == .pub ? .subscribe(topic) : .ignore
        case .command(.cancel(let topic)): return self.own == .pub ? .cancel(topic) : .ignore
        case .command(.pong), .command(.unknown): return .ignore
        }
    }

    /// A subscription as ZMTP 3.0 sends it: a message of one part that begins with 1, or 0 for its end.
    private static func subscription(in parts: [ByteBuffer]) -> OnEvent {
        guard parts.count == 1, var topic = parts.first else { return .ignore }
        switch topic.readInteger(as: UInt8.self) {
        case 1: return .subscribe(topic)
        case 0: return .cancel(topic)
        default: return .ignore
        }
    }

    private mutating func fail(_ error: ZMTPError, tellsPeer: Bool = false) -> OnEvent {
        self.state = .closed
        return .fail(error, tellsPeer: tellsPeer)
    }
}
