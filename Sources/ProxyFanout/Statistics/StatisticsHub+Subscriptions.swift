import NIOCore
import ProxySessions
import Synchronization

/// Who is subscribed: only followed while somebody wants to know, since it costs memory for every channel.
extension StatisticsHub {
    /// Begins or ends to follow subscriptions.
    ///
    /// Each loop first tells what it has, and then every change, so that nothing is missed in between.
    func followSubscribers(now: NIODeadline) {
        let isWanted = self.isWanted(.subscription)
        let (members, epoch) = self.state.withLock { state -> ([Member], Int?) in
            guard isWanted != (state.ledger != nil) else { return ([], nil) }
            state.ledgerEpoch += 1
            state.ledger =
                isWanted
                ? SubscriptionLedger(
                    lifetimeSeconds: self.settings.subscriptionLifetimeSeconds,
                    linger: self.settings.subscriptionLinger
                ) : nil
            return (state.members, state.ledgerEpoch)
        }
        for member in members {
            member.eventLoop.execute {
                member.shard.value.reportSubscriptions(to: isWanted ? epoch.map { SubscriptionWatch(self, $0) } : nil)
            }
        }
    }

    /// The subscribers of a channel have changed on a loop.
    fileprivate func subscribersChanged(
        by difference: Int,
        mode: SubscriptionMode,
        channelName: ChannelName,
        lingers: Bool,
        epoch: Int
    ) {
        let now = NIODeadline.now()
        self.state.withLock { state in
            // What comes from before somebody new asked was told again since.
            guard state.ledgerEpoch == epoch else { return }
            let packet = state.ledger?.changed(
                by: difference,
                mode: mode,
                channelName: channelName,
                lingers: lingers,
                now: now
            )
            if let packet {
                self.send(packet)
            }
        }
    }
}

/// Whom a loop tells about its subscribers, while somebody wants to know.
struct SubscriptionWatch {
    private let hub: StatisticsHub
    private let epoch: Int

    init(_ hub: StatisticsHub, _ epoch: Int) {
        self.hub = hub
        self.epoch = epoch
    }

    /// There are more or fewer subscribers of a channel.
    func changed(by difference: Int, mode: SubscriptionMode, channelName: ChannelName, lingers: Bool = false) {
        self.hub.subscribersChanged(
            by: difference,
            mode: mode,
            channelName: channelName,
            lingers: lingers,
            epoch: self.epoch
        )
    }
}
