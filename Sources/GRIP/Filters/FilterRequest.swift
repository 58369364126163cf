public import NIOCore

/// The request that a network filter makes, `http-check` or `http-modify`: a `POST` to the subscriber's `url`.
///
/// The caller routes it as it does next links, and adds a `Grip-Last` header for every channel with a last id.
/// Source: reference "GRIP" 6.5.
public struct FilterRequest: Sendable {
    /// How long the answer may take.
    public static let timeout: Duration = .seconds(10)
    /// How many requests one URL gets in a second; more wait.
    public static let maximumPerSecond = 100
    /// How long the new content in an answer may be.
    public static let maximumResponseBytes = 100_000

    /// The filter that asks.
    public let filter: FilterName
    /// Where to send the request.
    public let url: ResolvedLink
    /// `Sub-Meta` and `Pub-Meta`: the values of subscriber and item, as JSON in visible ASCII.
    public let headers: [(name: String, value: String)]
    /// The content for `http-modify`, empty for `http-check` and for items without content.
    public let body: ByteBuffer
    /// The item as it stands, with the filters after this one.
    private let rest: FilterChain

    /// Describes the request of a filter.
    init(_ filter: FilterName, rest: FilterChain, _ subscription: FilterContext) throws(FilterError.Reason) {
        guard let url = subscription.meta["url"], !url.isEmpty else { throw .missingURL }
        guard let current = subscription.currentURI, let target = LinkResolver(current: current).resolve(url) else {
            throw .invalidURL
        }
        self.filter = filter
        self.url = target
        self.headers = [
            ("Sub-Meta", MetaHeader.value(subscription.meta)), ("Pub-Meta", MetaHeader.value(rest.publishMeta)),
        ]
        self.body = filter == .httpModify ? rest.content ?? ByteBuffer() : ByteBuffer()
        self.rest = rest
    }

    /// Goes on with the answer, and with the filters after this one.
    ///
    /// - Parameters:
    ///   - answer: What came of the request.
    ///   - subscription: What is known of the subscriber now.
    /// - Returns: What to do with the item, which may be to ask once more.
    public func outcome(of answer: FilterAnswer, subscription: FilterContext) -> FilterOutcome {
        switch answer {
        case .failed(let failure):
            return .fail(FilterError(self.filter, .noAnswer(failure)))
        case .response(let status, _, _) where status != 200 && status != 204:
            return .fail(FilterError(self.filter, .unexpectedStatus(status)))
        case .response(let status, let action, let body):
            let bringsContent = self.filter == .httpModify && status == 200
            guard !bringsContent || body.readableBytes <= Self.maximumResponseBytes else {
                return .fail(FilterError(self.filter, .responseTooLarge(limitBytes: Self.maximumResponseBytes)))
            }
            guard action != "drop" else { return .drop }
            var rest = self.rest
            if bringsContent, rest.content != nil {
                rest.content = body
            }
            return rest.run(subscription)
        }
    }
}

extension FilterRequest: Equatable {
    /// Compares everything; headers are equal only in the same order and spelling.
    public static func == (a: Self, b: Self) -> Bool {
        a.filter == b.filter && a.url == b.url && a.headers.elementsEqual(b.headers, by: ==) && a.body == b.body
            && a.rest == b.rest
    }
}
