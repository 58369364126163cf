import NIOCore
import WebSocket

extension MessagePart {
    /// A whole text message of one frame.
    static func text(_ text: String) -> MessagePart {
        .data(DataPart(whole: .text, ByteBuffer(string: text)))
    }

    /// A whole binary message of one frame.
    static func binary(_ bytes: [UInt8]) -> MessagePart {
        .data(DataPart(whole: .binary, ByteBuffer(bytes: bytes)))
    }

    /// A part of a text message of several frames.
    static func piece(_ text: String, isFirst: Bool = false, isLast: Bool = false) -> MessagePart {
        .data(
            DataPart(
                kind: .text,
                bytes: ByteBuffer(string: text),
                isFirst: isFirst,
                isLast: isLast,
                isUnfragmented: false
            )
        )
    }
}
