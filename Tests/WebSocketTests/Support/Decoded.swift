import NIOCore
import WebSocket

/// Everything a decoder made of some bytes: its parts, with those of a message joined where nothing is between them.
struct Decoded: Equatable, Sendable {
    private(set) var parts: [MessagePart] = []

    /// The error the decoder stopped with.
    private(set) var error: WebSocketError?

    /// Whether every message had one first and one last part, and nothing outside of them.
    private(set) var hasProperMessages = true

    private var isWithinMessage = false

    init(
        _ bytes: [UInt8],
        from peer: PeerRole,
        cut: Cut = .whole,
        deflate: DeflateParameters? = nil,
        options: DecoderOptions? = nil,
        limits: DecoderLimits = DecoderLimits(),
        streams: DeflateStreams? = nil
    ) {
        var decoder = MessageDecoder(from: peer, deflate: deflate, options: options, limits: limits, streams: streams)
        do {
            for read in cut.reads(of: bytes) {
                decoder.append(read)
                while let part = try decoder.next() {
                    self.add(part)
                }
            }
        } catch {
            self.error = error
        }
    }

    /// The messages that came to their end.
    var messages: [Message] {
        var messages: [Message] = []
        var content: [UInt8] = []
        for case .data(let part) in self.parts {
            content += part.bytes.array
            if part.isLast {
                messages.append(Message(kind: part.kind, content: content))
                content = []
            }
        }
        return messages
    }

    private mutating func add(_ part: MessagePart) {
        guard case .data(let new) = part else {
            self.parts.append(part)
            return
        }
        if new.isFirst == self.isWithinMessage {
            self.hasProperMessages = false
        }
        self.isWithinMessage = !new.isLast
        if case .data(var joined)? = self.parts.last, !joined.isLast {
            joined.bytes.writeImmutableBuffer(new.bytes)
            joined.isLast = new.isLast
            self.parts[self.parts.count - 1] = .data(joined)
        } else {
            self.parts.append(part)
        }
    }
}

/// A whole message.
struct Message: Equatable, Sendable {
    var kind: MessageKind
    var content: [UInt8]

    init(kind: MessageKind, content: [UInt8]) {
        self.kind = kind
        self.content = content
    }

    init(_ text: String) {
        self.init(kind: .text, content: Array(text.utf8))
    }
}
