/// How the subscriptions of a stream change when a new hold is put in force.
package struct SubscriptionChanges: Equatable, Sendable {
    /// The channels to subscribe to.
    package var added: [ChannelName]
    /// The channels to leave.
    package var removed: [ChannelName]
    /// The stream's first hold: after subscribing, ask `ItemSequencer.holdBegan` whether an update is due.
    ///
    /// Later holds are not compared with the last ids, because queued items may follow on from them.
    package var isFirst: Bool

    package init(added: [ChannelName], removed: [ChannelName], isFirst: Bool) {
        self.added = added
        self.removed = removed
        self.isFirst = isFirst
    }
}
