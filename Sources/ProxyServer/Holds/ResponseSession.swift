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
    private let place: HoldPlace
    private let hold: ChannelHold
    private let filters: HoldFilters
    private var undecided: [(item: PublishedItem, channelName: ChannelName)] = []
    private var question: FilterExchange?

    /// A session for a hold that was just begun.
    init(
        _ instruct: GripInstruct,
        channels: ReliableChannels,
        place: HoldPlace,
        hold: ChannelHold,
        services: LoopServices
    ) {
        self.channels = channels
        self.place = place
        self.hold = hold
        self.services = services
        self.filters = HoldFilters(instruct, prefix: place.prefix, uri: place.uri)
        hold.gate = self
    }

    /// The hold is over.
    func close() {
        self.question?.cancel()
        self.question = nil
        self.undecided = []
    }

    func update() {
        self.owner?.holdUpdates()
    }

    func receive(_ item: PublishedItem, on channelName: ChannelName, turn: FanoutTurn) -> Bool {
        guard self.undecided.isEmpty else {
            guard self.undecided.count < NextLinkLimits.queuedItems else {
                self.services.context.counters.add(.deliveriesDropped)
                return false
            }
            self.undecided.append((item, channelName))
            return true
        }
        return self.take(item, channelName)
    }

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
            self.undecided.append((item, channelName))
            self.ask(request, about: item, channelName)
            return true
        }
    }

    private func ask(_ request: FilterRequest, about item: PublishedItem, _ channelName: ChannelName) {
        let call = self.place.call(request, lastIDs: self.channels.lastIDs)
        self.question = FilterExchange.ask(call, services: self.services) { [weak self] answer in
            self?.answered(request, with: answer, item, channelName)
        }
    }

    private func answered(
        _ request: FilterRequest,
        with answer: FilterAnswer,
        _ item: PublishedItem,
        _ channelName: ChannelName
    ) {
        self.question = nil
        let waiting = self.undecided.dropFirst()
        self.undecided = []
        let context = self.filters.context(item.item, channelName, self.channels)
        _ = self.act(on: HoldFilterOutcome(request.outcome(of: answer, subscription: context)), item, channelName)
        for (item, channelName) in waiting {
            if self.undecided.isEmpty {
                _ = self.take(item, channelName)
            } else {
                self.undecided.append((item, channelName))
            }
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
