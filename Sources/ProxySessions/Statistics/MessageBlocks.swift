package import GRIP
import NIOCore

/// Counts items in blocks of so many bytes (`message_block_size`).
///
/// Reference: behaviour 8.
package struct MessageBlocks: Sendable, Equatable {
    private let bytes: Int

    /// Blocks of so many bytes; `nil` for none.
    package init?(bytes: Int?) {
        guard let bytes, bytes > 0 else { return nil }
        self.bytes = bytes
    }

    /// The blocks of what an item has for a kind of receiver: of its `size`, else of its content; hints and closes have none.
    package func count(of item: PublishItem, for mode: SubscriptionMode) -> Int {
        guard let content = item.contentByteCount(for: mode) else { return 0 }
        let size = item.size ?? content
        return size / self.bytes + (size % self.bytes == 0 ? 0 : 1)
    }

    /// The blocks of an item when it is published: those of its largest form.
    package func count(of item: PublishItem) -> Int {
        SubscriptionMode.allCases.reduce(0) { max($0, self.count(of: item, for: $1)) }
    }
}

extension PublishItem {
    /// The length of what an item has for a kind of receiver; `nil` where it sends nothing.
    package func contentByteCount(for mode: SubscriptionMode) -> Int? {
        switch mode {
        case .response:
            guard case .send(let response)? = self.httpResponse else { return nil }
            if case .bytes(let body) = response.body { return body.readableBytes }
            return 0
        case .stream:
            guard case .send(let stream)? = self.httpStream else { return nil }
            return stream.content.readableBytes
        case .webSocket:
            guard case .send(let message)? = self.webSocketMessage else { return nil }
            return message.content.readableBytes
        }
    }
}
