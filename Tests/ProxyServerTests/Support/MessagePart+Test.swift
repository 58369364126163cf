import NIOCore
import WebSocket

extension MessagePart {
    /// A whole text message.
    static func text(_ text: String) -> MessagePart {
        .data(DataPart(whole: .text, ByteBuffer(string: text)))
    }

    /// A whole binary message.
    static func binary(_ text: String) -> MessagePart {
        .data(DataPart(whole: .binary, ByteBuffer(string: text)))
    }

    /// A text message in several frames, a part for each.
    static func fragments(_ texts: String...) -> [MessagePart] {
        texts.enumerated().map { index, text in
            .data(
                DataPart(
                    kind: .text,
                    bytes: ByteBuffer(string: text),
                    isFirst: index == 0,
                    isLast: index == texts.count - 1,
                    isUnfragmented: texts.count == 1
                )
            )
        }
    }

    static func ping(_ text: String) -> MessagePart { .ping(ByteBuffer(string: text)) }

    static func pong(_ text: String) -> MessagePart { .pong(ByteBuffer(string: text)) }

    static func close(_ code: Int, _ reason: String = "") -> MessagePart {
        .close(ClosePayload(code: code, reason: reason))
    }

    /// The part in words: `text hello`, `text hel…`, `text …lo`, `close 1000 bye`.
    var line: String {
        switch self {
        case .data(let part):
            let text = String(buffer: part.bytes)
            return "\(part.kind) \(part.isFirst ? "" : "…")\(text)\(part.isLast ? "" : "…")"
        case .ping(let bytes): return "ping \(String(buffer: bytes))"
        case .pong(let bytes): return "pong \(String(buffer: bytes))"
        case .close(let payload?): return "close \(payload.code) \(String(buffer: payload.reason))"
        case .close(nil): return "close"
        }
    }
}
