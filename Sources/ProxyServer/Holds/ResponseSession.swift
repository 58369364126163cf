import GRIP
import NIOCore
import ProxyFanout
import ProxyListener
import ProxySessions

/// A long poll whose items need a look: channels with `prev-id`s, filters.
///
/// Belongs to the loop of its connection. Reference: GRIP 2.5, 2.8, 6.
final class ResponseSession: HoldGate {
    /// Who began the session.
    weak var owner: (any ResponseSessionOwner)?
    /// The channels, with the ids of the last items.
    private(set) var channels: ReliableChannels
    private let services: LoopServices
    private let hold: ChannelHold
    private let filters: HoldFilters
    private var queue: FilterQueue?
    private let place: HoldPlace

    /// A session for a hold that was just begun.
    init(
        _ instruct: GripInstruct,
        channels: ReliableChannels,
        place: HoldPlace,
        hold: ChannelHold,
        services: LoopServices
    ) {
        self.channels = channels
        self.hold = hold
        self.services = services
        self.filters = HoldFilters(instruct, prefix: place.prefix, uri: place.uri)
        self.place = place
        hold.isGated = true
    }

    /// The hold is over.
    func close() {
        self.queue?.cancel()
        self.queue = nil
    }

    /// No deadline is scheduled.
    func deadlineReached(now: NIODeadline) -> NIODeadline? { nil }

    func update() {
        self.owner?.holdUpdates()
    }

    func receive(_ item: PublishedItem, on channelName: ChannelName, turn: FanoutTurn) -> Bool {
        // Items that a filter has not decided on come first.
        if let queue = self.queue, queue.isWaiting { return queue.wait((item, channelName)) }
        return self.take(item, channelName)
    }

    @discardableResult
    private func take(_ item: PublishedItem, _ channelName: ChannelName) -> Bool {
        switch self.channels.itemPublished(channelName, id: item.item.id, previousID: item.item.previousID) {
        case .ignore:
            return false
        case .recover:
            self.services.directory.forget(channelName)
            self.owner?.holdUpdates()
            return false
        case .deliver:
            break
        }
        var content: ByteBuffer?
        var contentFilters: [String]?
        if case .send(let response)? = item.item.httpResponse {
            contentFilters = response.contentFilters
            if case .bytes(let body) = response.body {
                content = body
            }
        }
        let outcome = self.filters.outcome(
            of: item.item,
            on: channelName,
            contentFilters: contentFilters,
            content: content,
            channels: self.channels
        )
        return self.act(on: outcome, item, channelName)
    }

    private func act(on outcome: HoldFilterOutcome, _ item: PublishedItem, _ channelName: ChannelName) -> Bool {
        switch outcome {
        case .send(let content):
            return self.hold.deliver(item, replacement: content, now: .now())
        case .drop:
            return false
        case .fail(let reason):
            self.hold.cancel()
            self.owner?.holdFailed(reason)
            return false
        case .ask(let request):
            let queue = self.queue ?? FilterQueue(place: self.place, services: self.services)
            self.queue = queue
            queue.ask(
                request,
                about: (item, channelName),
                lastIDs: self.channels.lastIDs,
                context: { self.filters.context(item.item, channelName, self.channels) },
                decided: { outcome in
                    _ = self.act(on: HoldFilterOutcome(outcome), item, channelName)
                    self.queue?.resume { self.take($0.item, $0.channelName) }
                }
            )
            return true
        }
    }
}

/// Who began a response session.
protocol ResponseSessionOwner: AnyObject {
    /// Something may have been missed: send the held request again, without hurry.
    func holdUpdates()
    /// The hold ends with an error.
    func holdFailed(_ reason: String)
}
