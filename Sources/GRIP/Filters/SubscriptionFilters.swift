public import NIOCore

/// The filters of one subscription, which every item passes on its way to the subscriber.
///
/// Source: reference "GRIP" 6.1 and 6.4.
public struct SubscriptionFilters: Sendable, Equatable {
    /// The filters in the order in which they run.
    public let filters: [FilterName]

    /// Takes the names that an origin gave to a channel; unknown ones are ignored.
    public init(names: [String]) {
        self.filters = names.compactMap(FilterName.init)
    }

    /// Whether every item goes through unchanged.
    public var isEmpty: Bool { self.filters.isEmpty }

    /// Those that change content, in order.
    public var contentFilters: [FilterName] { self.filters.filter(\.changesMessages) }

    /// Whether content was written for another choice of filters; it must not be delivered then.
    ///
    /// Call this before the filters run.
    /// - Parameter contentFilters: The item's `content-filters`; `nil` asks for no check.
    /// - Returns: `nil` when they are exactly those of the subscription that change content, in the same order.
    public func mismatch(with contentFilters: [String]?) -> ContentFilterMismatch? {
        guard let contentFilters else { return nil }
        let own = self.contentFilters
        guard own.map(\.rawValue) != contentFilters else { return nil }
        return ContentFilterMismatch(subscription: own, message: contentFilters)
    }

    /// Runs the filters in order, as far as they go without asking a server; a drop or an error ends the chain.
    ///
    /// - Parameters:
    ///   - publish: The `meta` of the item.
    ///   - subscription: What is known of the subscriber.
    ///   - content: The content; `nil` for actions that have none, which pass those filters that only change content.
    /// - Returns: What to do with the item.
    public func apply(
        meta publish: [String: String],
        subscription: FilterContext,
        content: ByteBuffer?
    ) -> FilterOutcome {
        FilterChain(filters: self.filters[...], publishMeta: publish, content: content).run(subscription)
    }
}
