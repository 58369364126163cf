package import NIOCore
package import ProxyRouting

/// What waits for a client that reads more slowly than items are published, within a limit of bytes.
///
/// Policy: the route's `slow` parameter (design: slow readers). Entries are whole wire-form items, so that dropping one
/// never breaks the framing of the stream.
package struct SlowReaderQueue {
    private var waiting: [ByteBuffer] = []
    /// Bytes that wait.
    package private(set) var byteCount = 0

    /// An empty queue.
    package init() {}

    /// Nothing waits.
    package var isEmpty: Bool { self.waiting.isEmpty }

    package enum OnOffer: Equatable {
        /// The bytes wait; this many older entries were dropped for them.
        case queued(dropped: Int)
        /// The limit is passed: close the connection. Nothing was added.
        case close
    }

    /// Adds bytes to the queue, as far as the limit and the policy allow.
    package mutating func offer(_ bytes: ByteBuffer, limitBytes: Int, policy: SlowReaderPolicy) -> OnOffer {
        var dropped = 0
        switch policy {
        case .close:
            guard self.byteCount + bytes.readableBytes <= limitBytes else { return .close }
        case .dropOldest:
            while self.byteCount + bytes.readableBytes > limitBytes, !self.waiting.isEmpty {
                self.byteCount -= self.waiting.removeFirst().readableBytes
                dropped += 1
            }
        case .latest:
            dropped = self.waiting.count
            self.waiting.removeAll(keepingCapacity: true)
            self.byteCount = 0
        }
        self.waiting.append(bytes)
        self.byteCount += bytes.readableBytes
        return .queued(dropped: dropped)
    }

    /// Takes everything that waits, in order.
    package mutating func takeAll() -> [ByteBuffer] {
        var taken: [ByteBuffer] = []
        swap(&taken, &self.waiting)
        self.byteCount = 0
        return taken
    }
}
