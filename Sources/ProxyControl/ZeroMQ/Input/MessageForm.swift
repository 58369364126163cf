package import GRIP
package import NIOCore

/// How the messages of an input carry an item.
package enum MessageForm: Sendable {
    /// One part, the item, which names its channel: from PUSH sockets (reference: ops 1.1).
    case item
    /// Two parts, the channel and the item: from PUB sockets (reference: ops 1.2).
    case topicAndItem

    /// How many parts a message has.
    package var partCount: Int {
        switch self {
        case .item: 1
        case .topicAndItem: 2
        }
    }

    /// Reads the item of a message.
    ///
    /// - Throws: why there is none.
    package func item(of parts: [ByteBuffer]) throws(MessageRefusal) -> PublishItem {
        guard parts.count == self.partCount, let payload = parts.last, let first = parts.first else {
            throw .partCount(expected: self.partCount)
        }
        do {
            switch self {
            case .item: return try PublishItem(parsing: payload)
            case .topicAndItem: return try PublishItem(parsing: payload, topic: String(buffer: first))
            }
        } catch {
            throw .message(error)
        }
    }
}
