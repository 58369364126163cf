package import GRIP
package import NIOCore

/// What became of one published item.
package enum ItemOutcome: Sendable, Equatable {
    /// The item was handed to this many subscribers.
    case published(receivers: Int)
    /// The item is on its way to its subscribers; nobody asked how many there are.
    case queued
    /// The item waits for the one that comes before it (reference: GRIP 5, step 3).
    case waiting
    /// The item's id was seen before on its channel.
    case duplicate
    /// The item was not published; the text says why.
    case refused(String)
}

/// What a publisher waits for.
package enum PublishPatience: Sendable {
    /// For every loop to have delivered, and to know how many subscribers there were.
    case untilDelivered
    /// For the items to have their place in the order; longer only when too much waits for delivery already.
    case untilQueued
}

/// Where the control port hands its items.
package protocol PublishSink: Sendable {
    /// Hands items to every event loop.
    ///
    /// `completion` runs on `eventLoop` when what the publisher waits for has happened, which may be within this call; the
    /// outcomes are in the order of the items. Items of one call, and of calls one after the other, reach each subscriber
    /// in order.
    func publish(
        _ items: [PublishItem],
        on eventLoop: any EventLoop,
        waits: PublishPatience,
        completion: @escaping @Sendable ([ItemOutcome]) -> Void
    )

    /// Forgets what was published last on every channel and asks the origins of all holds again.
    func recover()
}

extension PublishSink {
    /// Hands items to every event loop, and calls back when they were delivered.
    package func publish(
        _ items: [PublishItem],
        on eventLoop: any EventLoop,
        completion: @escaping @Sendable ([ItemOutcome]) -> Void
    ) {
        self.publish(items, on: eventLoop, waits: .untilDelivered, completion: completion)
    }
}
