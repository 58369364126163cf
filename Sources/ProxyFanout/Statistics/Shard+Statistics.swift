import NIOCore
import ProxySessions

/// What the registry of a loop tells the statistics.
extension Shard {
    /// Tells of every change from now on, after what there is; `nil` tells nothing any more.
    func reportSubscriptions(to watch: SubscriptionWatch?) {
        self.context.eventLoop.assertInEventLoop()
        self.subscriptionWatch = watch
        guard let watch else { return }
        for roster in self.rosters.values {
            for mode in SubscriptionMode.allCases {
                let count = roster.entries.reduce(0) { $0 + ($1.kind.mode == mode ? 1 : 0) }
                guard count > 0 else { continue }
                watch.changed(by: count, mode: mode, channelName: roster.channelName)
            }
        }
    }

    /// Counts a delivery, by route; gives who received it.
    func count(_ tally: ReceiverTally, of item: PublishedItem) -> Receivers {
        if let statistics = self.context.statistics {
            tally.visit { statistics.delivered(item, to: $0, count: $1) }
        }
        return tally.receivers
    }

    /// How many channels have subscribers here.
    package var channelCount: Int { self.rosters.count }
}
