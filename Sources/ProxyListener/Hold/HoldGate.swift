package import NIOCore
package import ProxyFanout
package import ProxySessions

/// Looks at the items of a hold before they are delivered: for order, links and filters.
package protocol HoldGate: AnyObject {
    /// An item was published; the gate delivers it to the hold now, later, or not at all.
    ///
    /// - Parameters:
    ///   - item: the item.
    ///   - channelName: the channel it was published to.
    ///   - turn: the turn of the loop.
    /// - Returns: whether the hold takes something from it.
    func receive(_ item: PublishedItem, on channelName: ChannelName, turn: FanoutTurn) -> Bool

    /// Something may have been missed: ask the origin, without hurry.
    func update()

    /// A deadline that was scheduled at the hold may have been reached; returns when to look again.
    func deadlineReached(now: NIODeadline) -> NIODeadline?
}
