package import NIOCore
package import ProxySessions

/// A held connection that is subscribed to channels, however it is reached.
///
/// All calls come on the loop of its `Shard`. The registry neither knows nor cares whether behind it is a NIO channel or
/// a parked socket.
package protocol Subscriber: AnyObject {
    /// The rosters this subscriber is on; kept by the `Shard` alone.
    var memberships: [Membership] { get set }

    /// Whether its channels count as subscribed for a while after it has left (reference: GRIP 2.2).
    var lingers: Bool { get }

    /// What it is counted as among the receivers of an item.
    var receiverKind: ReceiverKind { get }

    /// Takes an item published to one of its channels.
    ///
    /// Bytes may be written but are flushed only in `turnEnded`, unless nothing follows in this turn.
    ///
    /// - Parameters:
    ///   - item: the item.
    ///   - membership: the position of the channel among the subscriber's memberships.
    ///   - turn: the turn of the loop.
    /// - Returns: whether the subscriber took something from it.
    func receive(_ item: PublishedItem, on membership: Int, turn: FanoutTurn) -> Bool

    /// Takes several items at once, if that comes to the same as taking one after the other.
    ///
    /// - Parameters:
    ///   - run: the items.
    ///   - turn: the turn of the loop.
    /// - Returns: whether the subscriber took every one; if not, none, and they are handed to it one by one.
    func receive(_ run: ItemRun, turn: FanoutTurn) -> Bool

    /// Something may have been missed: ask the origin, without hurry (reference: GRIP 2.8).
    func update()

    /// Everything published in this turn was handed over: flush.
    func turnEnded()
}

extension Subscriber {
    package func receive(_ run: ItemRun, turn: FanoutTurn) -> Bool { false }
}

/// A subscriber's place on one roster.
package struct Membership {
    let roster: Roster
    var position: Int

    /// The channel this is a subscription to.
    package var channelName: ChannelName { self.roster.channelName }
}

/// The subscribers of one GRIP channel on one loop, dense and in no order.
package final class Roster {
    struct Entry {
        /// Kept alive until it unsubscribes, so that leaving in the middle of a delivery is safe.
        let subscriber: any Subscriber
        private var membershipPosition: Int32
        /// What the subscriber is counted as.
        let kind: ReceiverKind

        init(subscriber: any Subscriber, membership: Int) {
            self.subscriber = subscriber
            self.membershipPosition = Int32(truncatingIfNeeded: membership)
            self.kind = subscriber.receiverKind
        }

        /// Which of the subscriber's memberships this entry is.
        var membership: Int {
            get { Int(self.membershipPosition) }
            set { self.membershipPosition = Int32(truncatingIfNeeded: newValue) }
        }
    }

    let channelName: ChannelName
    private(set) var entries: [Entry] = []
    /// Where subscribers let plain content go without being asked, as long as the socket agrees; in the order of the entries,
    /// and empty where no subscriber does.
    ///
    /// Of thousands of subscribers none is in the processor's cache; so only one object is touched for each.
    private(set) var sockets: [ParkedSocket?] = []

    init(channelName: ChannelName) {
        self.channelName = channelName
    }

    /// Adds a subscriber at the end.
    func append(_ entry: Entry) {
        self.entries.append(entry)
        if !self.sockets.isEmpty {
            self.sockets.append(nil)
        }
    }

    /// Takes an entry off; returns the last one when that has moved into its place.
    func remove(at position: Int) -> Entry? {
        let last = self.entries.removeLast()
        let socket = self.sockets.popLast() ?? nil
        guard position < self.entries.count else { return nil }
        self.entries[position] = last
        if !self.sockets.isEmpty {
            self.sockets[position] = socket
        }
        return last
    }

    /// The subscriber's memberships are in another order now.
    func setMembership(_ membership: Int, at position: Int) {
        self.entries[position].membership = membership
    }

    /// Where plain content for an entry goes.
    func setSocket(_ socket: ParkedSocket, at position: Int) {
        if self.sockets.isEmpty {
            self.sockets = Array(repeating: nil, count: self.entries.count)
        }
        if self.sockets[position] !== socket {
            self.sockets[position] = socket
        }
    }
}

/// What a subscriber may need to know about the turn in which it receives.
package struct FanoutTurn {
    /// The time at which the turn began.
    package let now: NIODeadline
    /// Whether nothing follows for this subscriber: it may flush at once instead of asking for `turnEnded`.
    package let isLast: Bool
    fileprivate let marks: TurnMarks

    init(now: NIODeadline, marks: TurnMarks, isLast: Bool = false) {
        self.now = now
        self.isLast = isLast
        self.marks = marks
    }

    /// Asks for `turnEnded` at the end of this turn; to be called once per turn.
    package func mark(_ subscriber: any Subscriber) {
        self.marks.subscribers.append(subscriber)
    }
}

/// The subscribers with something to flush.
final class TurnMarks {
    var subscribers: [any Subscriber] = []
}
