import GRIP
import NIOCore
import ProxySessions

/// The filters of one hold, and what they know of its subscriber (reference: GRIP 6).
///
/// Holds without filters have none of it; a copy is a reference.
struct HoldFilters {
    private final class Terms {
        let byChannel: [ChannelName: SubscriptionFilters]
        let meta: [String: String]
        let response: ResponseFilters
        let prefix: String
        let names: Set<ChannelName>
        let currentURI: ResolvedLink?

        init(_ instruct: GripInstruct, prefix: String, uri: ResolvedLink?) {
            var byChannel: [ChannelName: SubscriptionFilters] = [:]
            for channel in instruct.channels where !channel.filters.isEmpty {
                byChannel[ChannelName(prefix + channel.name)] = SubscriptionFilters(names: channel.filters)
            }
            self.byChannel = byChannel
            self.names = Set(instruct.channels.map { ChannelName($0.name) })
            self.meta = instruct.meta
            self.response = ResponseFilters(channels: instruct.channels)
            self.prefix = prefix
            self.currentURI = uri
        }
    }

    private var terms: Terms?

    /// No filters.
    init() {}

    /// The filters of an instruction.
    ///
    /// - Parameters:
    ///   - instruct: the instruction in force.
    ///   - prefix: the route's channel prefix.
    ///   - uri: where the instruction came from.
    init(_ instruct: GripInstruct, prefix: String, uri: ResolvedLink?) {
        self.terms = instruct.hasFilters ? Terms(instruct, prefix: prefix, uri: uri) : nil
    }

    /// The body of a response, after its filters.
    func apply(toBody body: ByteBuffer) throws(FilterError) -> ByteBuffer {
        guard let terms = self.terms, !terms.response.isEmpty else { return body }
        return try terms.response.apply(to: body, meta: terms.meta)
    }

    /// What filters make of an item.
    ///
    /// - Parameters:
    ///   - item: the item.
    ///   - channelName: the channel it was published to.
    ///   - contentFilters: what the item's format asks for; `nil` when it asks for no check.
    ///   - content: the content of the format the hold takes; `nil` for other actions.
    ///   - channels: the last ids known of the hold's channels.
    /// - Returns: whether the hold takes the item, and with which content.
    func outcome(
        of item: PublishItem,
        on channelName: ChannelName,
        contentFilters: [String]?,
        content: ByteBuffer?,
        channels: ReliableChannels
    ) -> HoldFilterOutcome {
        let filters = self.terms?.byChannel[channelName] ?? SubscriptionFilters(names: [])
        if let mismatch = filters.mismatch(with: contentFilters) {
            return .fail(reason: "\(mismatch)")
        }
        guard !filters.isEmpty else { return .send(content) }
        let context = self.context(item, channelName, channels)
        return HoldFilterOutcome(filters.apply(meta: item.meta, subscription: context, content: content))
    }

    /// What filters may know, with the id of the item already counted.
    func context(_ item: PublishItem, _ channelName: ChannelName, _ channels: ReliableChannels) -> FilterContext {
        FilterContext(
            meta: self.terms?.meta ?? [:],
            isSubscribed: { self.terms?.names.contains(ChannelName($0)) ?? false },
            lastID: { name in
                guard let terms = self.terms, let last = channels.lastID(originName: name) else { return nil }
                return ChannelName(terms.prefix + name) == channelName ? item.id ?? last : last
            },
            currentURI: self.terms?.currentURI
        )
    }
}

/// What filters make of an item.
enum HoldFilterOutcome {
    /// Deliver it, with this content.
    case send(ByteBuffer?)
    /// The hold does not take it.
    case drop
    /// The hold ends with this reason.
    case fail(reason: String)
    /// An origin decides.
    case ask(FilterRequest)
}

extension HoldFilterOutcome {
    /// The outcome of the filters themselves.
    init(_ outcome: FilterOutcome) {
        switch outcome {
        case .send(let content): self = .send(content)
        case .drop: self = .drop
        case .fail(let error): self = .fail(reason: "\(error)")
        case .ask(let request): self = .ask(request)
        }
    }
}
