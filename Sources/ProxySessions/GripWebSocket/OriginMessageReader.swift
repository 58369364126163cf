package import GRIP
import NIOCore
package import WebSocket

/// Tells what an origin says to the proxy from what it says to the client, once GRIP is on for a WebSocket.
///
/// Parts of messages come in as they arrive and leave as soon as the first bytes of their message decide: a text that
/// starts with `c:` is a control message, kept until it is whole; after that, what starts with the message prefix goes
/// on without it, and everything else is ignored. Pings, pongs and Closes go on wherever they stand. Reference:
/// WebSocket 2.2.
package struct OriginMessageReader: Sendable {
    private enum State: Sendable {
        /// Between two messages.
        case idle
        /// All bytes of the message so far; each more of them may decide.
        case undecided(ByteBuffer)
        /// For the client, which has `isStarted` got some of it.
        case forwarding(isStarted: Bool)
        /// A control message, as far as it has come, without its prefix.
        case collecting(ByteBuffer)
        /// Ignored to its end.
        case ignoring
    }

    private enum Decision {
        case control
        case forward
        case ignore
        case undecided
    }

    private let messagePrefix: [UInt8]
    private let controlMessageBytes: Int
    private var state = State.idle

    /// A reader at the start of a connection.
    ///
    /// - Parameters:
    ///   - messagePrefix: what the origin puts before messages for the client, possibly nothing.
    ///   - controlMessageBytes: how long a control message may be, without its prefix; longer ones are ignored.
    package init(messagePrefix: [UInt8], controlMessageBytes: Int) {
        self.messagePrefix = messagePrefix
        self.controlMessageBytes = controlMessageBytes
    }

    /// How many bytes are kept for the message under way.
    package var bufferedByteCount: Int {
        switch self.state {
        case .undecided(let bytes), .collecting(let bytes): bytes.readableBytes
        case .idle, .forwarding, .ignoring: 0
        }
    }

    package enum OnPart: Equatable {
        /// Send this to the client.
        case forward(MessagePart)
        /// Do what the origin asks.
        case control(ControlMessage)
        /// Count and log a message that is ignored; said once for each, as soon as it is certain.
        case ignored(IgnoredMessage)
        /// Nothing is certain yet, or nothing is new.
        case wait
    }

    /// A part of a message arrived.
    package mutating func read(_ part: MessagePart) -> OnPart {
        switch part {
        case .data(let data): self.read(data)
        case .ping, .pong, .close: .forward(part)
        }
    }

    private mutating func read(_ part: DataPart) -> OnPart {
        // Taking the state leaves its buffer with one owner, so that appending does not copy it.
        let state = part.isFirst ? .undecided(ByteBuffer()) : self.state
        self.state = .idle
        switch consume state {
        case .idle:
            return .wait
        case .undecided(let held):
            return self.decide(part, on: held.readableBytes == 0 ? part.bytes : Self.joined(consume held, part.bytes))
        case .forwarding(let isStarted):
            return self.forward(part, part.bytes, isStarted: isStarted)
        case .collecting(let collected):
            return self.collect(part, Self.joined(consume collected, part.bytes))
        case .ignoring:
            self.state = part.isLast ? .idle : .ignoring
            return .wait
        }
    }

    private mutating func decide(_ part: DataPart, on bytes: ByteBuffer) -> OnPart {
        switch self.decision(on: bytes, of: part) {
        case .control:
            guard part.isUnfragmented else { return self.ignore(part, .fragmentedControl) }
            return self.collect(part, Self.dropping(ControlMessage.prefix.utf8.count, of: bytes))
        case .forward:
            return self.forward(part, Self.dropping(self.messagePrefix.count, of: bytes), isStarted: false)
        case .ignore:
            return self.ignore(part, .withoutPrefix)
        case .undecided:
            self.state = .undecided(bytes)
            return .wait
        }
    }

    private func decision(on bytes: ByteBuffer, of part: DataPart) -> Decision {
        let start = bytes.readableBytesView
        if part.kind == .text {
            if start.starts(with: ControlMessage.prefix.utf8) {
                return .control
            }
            if !part.isLast, ControlMessage.prefix.utf8.starts(with: start) {
                return .undecided
            }
        }
        if start.starts(with: self.messagePrefix) {
            return .forward
        }
        return !part.isLast && self.messagePrefix.starts(with: start) ? .undecided : .ignore
    }

    private mutating func forward(_ part: DataPart, _ bytes: ByteBuffer, isStarted: Bool) -> OnPart {
        let isEmpty = bytes.readableBytes == 0 && !part.isLast
        self.state = part.isLast ? .idle : .forwarding(isStarted: isStarted || !isEmpty)
        guard !isEmpty else { return .wait }
        var forwarded = part
        forwarded.bytes = bytes
        forwarded.isFirst = !isStarted
        return .forward(.data(forwarded))
    }

    private mutating func collect(_ part: DataPart, _ bytes: ByteBuffer) -> OnPart {
        guard bytes.readableBytes <= self.controlMessageBytes else {
            return self.ignore(part, .oversizedControl(limitBytes: self.controlMessageBytes))
        }
        guard part.isLast else {
            self.state = .collecting(bytes)
            return .wait
        }
        do throws(ControlMessageError) {
            return .control(try ControlMessage(parsing: bytes))
        } catch {
            return self.ignore(part, .malformedControl(error))
        }
    }

    private mutating func ignore(_ part: DataPart, _ reason: IgnoredMessage) -> OnPart {
        self.state = part.isLast ? .idle : .ignoring
        return .ignored(reason)
    }

    private static func joined(_ start: consuming ByteBuffer, _ rest: ByteBuffer) -> ByteBuffer {
        start.writeImmutableBuffer(rest)
        return start
    }

    private static func dropping(_ count: Int, of bytes: consuming ByteBuffer) -> ByteBuffer {
        // Never nil: the bytes start with a prefix of this length.
        _ = bytes.readSlice(length: count)
        return bytes
    }
}
