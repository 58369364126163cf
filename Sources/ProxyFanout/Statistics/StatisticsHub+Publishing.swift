import GRIP
import ProxySessions
import Synchronization

/// What publishing brings.
extension StatisticsHub {
    /// An item was published and has reached everybody.
    ///
    /// - Parameters:
    ///   - item: the item.
    ///   - receivers: how many took it.
    package func published(_ item: PublishedItem, receivers: Receivers) {
        self.received.wrappingAdd(1, ordering: .relaxed)
        if let blocks = self.settings.blocks {
            self.receivedBlocks.wrappingAdd(blocks.count(of: item.item), ordering: .relaxed)
        }
        guard receivers.total > 0, self.isWanted(.message) else { return }
        for mode in SubscriptionMode.allCases where receivers[mode] > 0 {
            self.send(
                .message(
                    MessageStatistics(
                        channel: item.item.channel,
                        itemID: item.item.id,
                        mode: mode,
                        receivers: receivers[mode],
                        blocks: self.settings.blocks.map { $0.count(of: item.item, for: mode) * receivers[mode] }
                    )
                )
            )
        }
    }
}
