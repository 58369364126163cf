import NIOCore

/// What a stream with links keeps through all states of its machine.
struct LinkedStream<Token> {
    /// The channels in force: those of the last hold.
    var channels = ReliableChannels([])
    /// The link in force.
    var link: NextLink?
    /// An update was asked for while it could not be made.
    var isUpdateWanted = false
    /// The first response was acted on.
    var hasBegun = false
    private var hasHeld = false
    private let maximumQueuedItems: Int32
    private var queue: [StreamItem<Token>] = []

    init(maximumQueuedItems: Int) {
        self.maximumQueuedItems = Int32(clamping: maximumQueuedItems)
    }

    /// The request for a link, with what the client has.
    func request(_ link: NextLink) -> LinkRequest {
        LinkRequest(link: link, lastIDs: self.channels.lastIDs)
    }

    /// Puts a hold in force: its channels and its link replace the old ones.
    mutating func hold(_ instruct: StreamInstruct) -> SubscriptionChanges {
        let changes = SubscriptionChanges(
            added: instruct.channels.channelNames.filter { !self.channels.contains($0) },
            removed: self.channels.channelNames.filter { !instruct.channels.contains($0) },
            isFirst: !self.hasHeld
        )
        self.channels = instruct.channels
        self.link = instruct.link
        self.hasBegun = true
        self.hasHeld = true
        // What the response contained already, and what does not concern this hold any more.
        let stale = self.queue.prefix { !self.channels.accepts($0.channelName, previousID: $0.previousID) }
        self.queue.removeFirst(stale.count)
        return changes
    }

    /// The link of an update that was asked for before it could be made.
    mutating func takeWantedUpdate() -> NextLink? {
        guard self.isUpdateWanted else { return nil }
        self.isUpdateWanted = false
        return self.link
    }

    // MARK: The queue

    /// Adds an item to the queue; returns false when it is full.
    mutating func enqueue(_ item: StreamItem<Token>) -> Bool {
        guard self.queue.count < self.maximumQueuedItems else { return false }
        self.queue.append(item)
        return true
    }

    /// Takes the next queued item for one of the channels.
    mutating func dequeue() -> StreamItem<Token>? {
        guard let position = self.queue.firstIndex(where: { self.channels.contains($0.channelName) }) else {
            self.queue.removeAll()
            return nil
        }
        let item = self.queue[position]
        self.queue.removeFirst(position + 1)
        return item
    }

    /// An update begins whose response contains whatever waits, and whatever another update was wanted for.
    mutating func updateBegan() {
        self.queue.removeAll()
        self.isUpdateWanted = false
    }
}
