package import NIOCore
package import ProxyRouting

/// The messages that wait for a client of SockJS, within a limit of bytes.
///
/// Messages of the origin are never dropped; those that were published are, where the route's `slow` parameter says so.
package struct SockJSOutbox {
    private struct Entry {
        let message: ByteBuffer
        let isPublished: Bool
    }

    private var entries: [Entry] = []
    /// Bytes that wait.
    package private(set) var byteCount = 0
    private let limitBytes: Int

    /// An empty outbox.
    package init(limitBytes: Int) {
        self.limitBytes = limitBytes
    }

    /// Nothing waits.
    package var isEmpty: Bool { self.entries.isEmpty }

    package enum OnOffer: Equatable {
        /// The message waits; so many older ones were dropped for it.
        case queued(dropped: Int)
        /// There is no room for it.
        case overflow
    }

    /// Adds a message of the origin.
    package mutating func offer(_ message: ByteBuffer) -> OnOffer {
        self.add(Entry(message: message, isPublished: false), dropped: 0)
    }

    /// Adds a message that was published.
    package mutating func offerPublished(_ message: ByteBuffer, policy: SlowReaderPolicy) -> OnOffer {
        var dropped = 0
        switch policy {
        case .close:
            break
        case .latest:
            dropped = self.drop { _ in true }
        case .dropOldest:
            var excess = self.byteCount + message.readableBytes - self.limitBytes
            dropped = self.drop { entry in
                guard excess > 0 else { return false }
                excess -= entry.message.readableBytes
                return true
            }
        }
        return self.add(Entry(message: message, isPublished: true), dropped: dropped)
    }

    private mutating func add(_ entry: Entry, dropped: Int) -> OnOffer {
        guard self.byteCount + entry.message.readableBytes <= self.limitBytes else { return .overflow }
        self.entries.append(entry)
        self.byteCount += entry.message.readableBytes
        return .queued(dropped: dropped)
    }

    /// Drops published messages, oldest first.
    private mutating func drop(where shouldDrop: (Entry) -> Bool) -> Int {
        let before = self.entries.count
        self.entries.removeAll { $0.isPublished && shouldDrop($0) }
        self.byteCount = self.entries.reduce(0) { $0 + $1.message.readableBytes }
        return before - self.entries.count
    }

    /// Takes everything that waits, in order.
    package mutating func takeAll() -> [ByteBuffer] {
        defer { self.removeAll() }
        return self.entries.map(\.message)
    }

    /// Forgets everything that waits.
    package mutating func removeAll() {
        self.entries = []
        self.byteCount = 0
    }
}
