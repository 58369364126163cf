import GRIP
import NIOCore
import ProxyFanout
import ProxySessions

/// The items of one hold that wait while a filter asks an origin: the first is being decided, the rest waits behind it.
///
/// Belongs to the loop of the hold. Reference: GRIP 6.5.
final class FilterQueue {
    /// An item and the channel it was published to.
    typealias Entry = (item: PublishedItem, channelName: ChannelName)

    private let services: LoopServices
    private let place: HoldPlace
    private var entries: [Entry] = []
    private var question: FilterExchange?

    /// A queue without items.
    init(place: HoldPlace, services: LoopServices) {
        self.place = place
        self.services = services
    }

    /// Whether items have to wait.
    var isWaiting: Bool { !self.entries.isEmpty }

    /// Adds an item behind those that wait; returns false, and counts it, when there is no room.
    func wait(_ entry: Entry) -> Bool {
        guard self.entries.count < NextLinkLimits.queuedItems else {
            self.services.context.counters.add(.deliveriesDropped)
            return false
        }
        self.entries.append(entry)
        return true
    }

    /// Asks the origin about an item.
    ///
    /// - Parameters:
    ///   - request: what the filter asks.
    ///   - entry: the item.
    ///   - lastIDs: what was delivered last.
    ///   - context: what filters may know when the answer is here.
    ///   - decided: called with what came of it, unless the hold ends before.
    func ask(
        _ request: FilterRequest,
        about entry: Entry,
        lastIDs: [RequestContext.LastID],
        context: @escaping () -> FilterContext,
        decided: @escaping (FilterOutcome) -> Void
    ) {
        if self.question == nil {
            self.entries.insert(entry, at: 0)
        }
        let call = self.place.call(request, lastIDs: lastIDs)
        self.question = FilterExchange.ask(call, services: self.services) { [weak self] answer in
            guard let self else { return }
            let outcome = request.outcome(of: answer, subscription: context())
            if case .ask(let next) = outcome {
                self.ask(next, about: entry, lastIDs: lastIDs, context: context, decided: decided)
                return
            }
            self.question = nil
            self.entries.removeFirst()
            decided(outcome)
        }
    }

    /// Hands out the items that waited, up to the next one that asks.
    func resume(_ take: (Entry) -> Void) {
        while self.question == nil, !self.entries.isEmpty {
            take(self.entries.removeFirst())
        }
    }

    /// The hold is over.
    func cancel() {
        self.question?.cancel()
        self.question = nil
        self.entries = []
    }
}
