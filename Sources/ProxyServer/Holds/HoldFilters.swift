import GRIP
import NIOCore
import ProxySessions

/// The filters of one hold, and what they know of its subscriber (reference: GRIP 6).
struct HoldFilters {
    private var byChannel: [ChannelName: SubscriptionFilters] = [:]
    private(set) var meta: [String: String] = [:]
    private var response = ResponseFilters(channels: [])
    private var prefix = ""
    private var names: Set<ChannelName> = []
    private var currentURI: ResolvedLink?

    /// No filters.
    init() {}

    /// The filters of an instruction.
    ///
    /// - Parameters:
    ///   - instruct: the instruction in force.
    ///   - prefix: the route's channel prefix.
    ///   - uri: where the instruction came from.
    init(_ instruct: GripInstruct, prefix: String, uri: ResolvedLink?) {
        for channel in instruct.channels {
            self.names.insert(ChannelName(channel.name))
            guard !channel.filters.isEmpty else { continue }
            self.byChannel[ChannelName(prefix + channel.name)] = SubscriptionFilters(names: channel.filters)
        }
        self.meta = instruct.meta
        self.response = ResponseFilters(channels: instruct.channels)
        self.prefix = prefix
        self.currentURI = uri
    }

    /// Whether items pass without a look.
    var isEmpty: Bool { self.byChannel.isEmpty }

    /// The body of a response, after its filters.
    func apply(toBody body: ByteBuffer) throws(FilterError) -> ByteBuffer {
        guard !self.response.isEmpty else { return body }
        return try self.response.apply(to: body, meta: self.meta)
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
        let filters = self.byChannel[channelName] ?? SubscriptionFilters(names: [])
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
            meta: self.meta,
            isSubscribed: { self.names.contains(ChannelName($0)) },
            lastID: { name in
                guard let last = channels.lastID(originName: name) else { return nil }
                return ChannelName(self.prefix + name) == channelName ? item.id ?? last : last
            },
            currentURI: self.currentURI
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
