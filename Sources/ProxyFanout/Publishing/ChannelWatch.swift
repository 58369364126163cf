package import ProxySessions

/// Who is told which channels count as subscribed, lingering ones among them.
///
/// The calls come in order and under the hub's lock: they must be short, and must not call the hub.
package protocol ChannelWatcher: AnyObject, Sendable {
    /// A channel got its first subscription.
    func subscriptionBegan(on channelName: ChannelName)

    /// The last subscription of a channel ended, and it does not linger any more.
    func subscriptionEnded(on channelName: ChannelName)
}

/// What a watcher was told, so that it hears of every change once.
///
/// The hub has none unless somebody watches.
struct ChannelWatch {
    private let watcher: any ChannelWatcher
    private var told: Set<ChannelName> = []

    init(_ watcher: any ChannelWatcher) {
        self.watcher = watcher
    }

    mutating func subscribed(to channelName: ChannelName) {
        if self.told.insert(channelName).inserted {
            self.watcher.subscriptionBegan(on: channelName)
        }
    }

    mutating func ended(on channelName: ChannelName) {
        if self.told.remove(channelName) != nil {
            self.watcher.subscriptionEnded(on: channelName)
        }
    }
}
