import NIOCore

/// What waits to be sent to one peer, in the order it came.
///
/// Small messages are put together, so that thousands of them cost the connection a few writes.
struct OutgoingQueue {
    private struct Batch {
        var bytes: ByteBuffer
        var messages: Int
    }

    /// Messages are put together up to this many bytes.
    private static let batchBytes = 32 * 1024

    private var batches = CircularBuffer<Batch>()
    private(set) var messageCount = 0
    private(set) var byteCount = 0

    var isEmpty: Bool { self.batches.isEmpty }

    /// Adds a message, however many wait.
    mutating func append(_ message: ByteBuffer) {
        self.messageCount += 1
        self.byteCount += message.readableBytes
        if let index = self.batches.indices.last,
            self.batches[index].bytes.readableBytes + message.readableBytes <= Self.batchBytes
        {
            self.batches[index].bytes.writeImmutableBuffer(message)
            self.batches[index].messages += 1
        } else {
            self.batches.append(Batch(bytes: message, messages: 1))
        }
    }

    /// Adds a message unless it would go beyond one of the limits; says whether it did.
    mutating func append(_ message: ByteBuffer, messageLimit: Int, byteLimit: Int) -> Bool {
        guard self.messageCount < messageLimit, self.byteCount + message.readableBytes <= byteLimit else {
            return false
        }
        self.append(message)
        return true
    }

    /// Takes the next bytes to send.
    mutating func next() -> ByteBuffer? {
        guard let batch = self.batches.popFirst() else { return nil }
        self.messageCount -= batch.messages
        self.byteCount -= batch.bytes.readableBytes
        return batch.bytes
    }
}
