package import NIOCore

/// A piece of a text or binary message.
///
/// Of the pieces of a message exactly one `isFirst` and exactly one `isLast`, often the same one. They are cut as the
/// bytes came, not as the frames were.
package struct DataPart: Sendable, Equatable {
    /// The kind of the whole message.
    package var kind: MessageKind

    /// The content: empty for an empty message, and sometimes for the last part of a longer one.
    package var bytes: ByteBuffer

    /// Whether the message begins with this part.
    package var isFirst: Bool

    /// Whether the message ends with this part.
    package var isLast: Bool

    /// Whether the message is one single frame on the wire, in however many parts it arrives.
    ///
    /// Known from the first part on, and the same for every part of the message.
    package var isUnfragmented: Bool

    package init(
        kind: MessageKind,
        bytes: ByteBuffer,
        isFirst: Bool,
        isLast: Bool,
        isUnfragmented: Bool
    ) {
        self.kind = kind
        self.bytes = bytes
        self.isFirst = isFirst
        self.isLast = isLast
        self.isUnfragmented = isUnfragmented
    }

    /// A whole message, as one part.
    package init(whole kind: MessageKind, _ bytes: ByteBuffer) {
        self.init(kind: kind, bytes: bytes, isFirst: true, isLast: true, isUnfragmented: true)
    }
}
