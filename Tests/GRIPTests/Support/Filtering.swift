import GRIP
import NIOCore

/// What filters know of a subscriber with these values and channels; a channel without an id is not tracked.
func subscriber(
    _ meta: [String: String] = [:],
    channels: [String: String?] = ["c": nil],
    at uri: String? = "/dir/page?q"
) -> FilterContext {
    FilterContext(
        meta: meta,
        isSubscribed: { channels[$0] != nil },
        lastID: { channels[$0] ?? nil },
        currentURI: uri.flatMap { ResolvedLink(scheme: "http", authority: "app.example:8000", target: $0.utf8) }
    )
}

/// What filters make of an item with text as its content.
func filtered(
    _ names: [String],
    _ content: String?,
    meta: [String: String] = [:],
    for subscription: FilterContext = subscriber()
) -> FilterOutcome {
    SubscriptionFilters(names: names)
        .apply(meta: meta, subscription: subscription, content: content.map { ByteBuffer(string: $0) })
}

/// The outcome that delivers text.
func sent(_ content: String?) -> FilterOutcome {
    .send(content.map { ByteBuffer(string: $0) })
}

/// The text of the error with which filters fail, `nil` if they do not.
func filterFailure(_ outcome: FilterOutcome) -> String? {
    guard case .fail(let error) = outcome else { return nil }
    return error.description
}

/// The request that filters ask with, `nil` if they do not ask.
func asked(_ outcome: FilterOutcome) -> FilterRequest? {
    guard case .ask(let request) = outcome else { return nil }
    return request
}
