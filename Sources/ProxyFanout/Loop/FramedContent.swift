package import NIOCore

/// Bytes as they are written, kept for long: a copy is a reference.
package struct FramedContent: Sendable {
    private final class Storage: Sendable {
        let bytes: ByteBuffer

        init(_ bytes: ByteBuffer) {
            self.bytes = bytes
        }
    }

    private let storage: Storage

    /// The bytes.
    package var bytes: ByteBuffer { self.storage.bytes }

    package init(_ bytes: ByteBuffer) {
        self.storage = Storage(bytes)
    }
}

extension FramedContent: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.storage === right.storage || left.bytes == right.bytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.bytes)
    }
}
