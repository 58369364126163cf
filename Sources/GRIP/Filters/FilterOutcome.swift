public import NIOCore

/// What the filters of a subscription decide about one published item.
///
/// Source: reference "GRIP" 6.1, 6.5 and 6.6.
public enum FilterOutcome: Sendable, Equatable {
    /// Deliver the item with this content; `nil` for an item that came without.
    case send(ByteBuffer?)
    /// Do not deliver the item. For everything else it counts as delivered: it moves the channel's last id.
    case drop
    /// The item cannot be delivered; whether the session goes on is the caller's decision.
    case fail(FilterError)
    /// Ask a server, and let ``FilterRequest/outcome(of:subscription:)`` decide with its answer.
    ///
    /// Later items of the session wait behind this one.
    case ask(FilterRequest)
}
