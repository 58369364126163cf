/// An item's `content-filters` are not those of the subscription, so its content was not written for it.
///
/// Source: reference "GRIP" 6.4.
public struct ContentFilterMismatch: Error, Equatable, Sendable, CustomStringConvertible {
    /// The subscription's filters that change content, in order.
    public var subscription: [FilterName]
    /// What the item names.
    public var message: [String]

    /// Creates a mismatch.
    public init(subscription: [FilterName], message: [String]) {
        self.subscription = subscription
        self.message = message
    }

    /// The text of the reference.
    public var description: String {
        let subscription = self.subscription.map(\.rawValue).joined(separator: ",")
        let message = LogText.printable(self.message.joined(separator: ","))
        return "content filter mismatch: subscription=\(subscription) message=\(message)"
    }
}
