public import NIOCore

/// What an item does to response holds: format `http-response`.
public typealias HTTPResponseItem = ItemAction<HTTPResponseContent>

/// The published response that ends a response hold.
///
/// Source: reference "GRIP" 3.3, `http-response`.
public struct HTTPResponseContent: Sendable, Equatable {
    /// The published body, whole or as a change of the hold's own body.
    public enum Body: Sendable, Equatable {
        /// The bytes to send.
        case bytes(ByteBuffer)
        /// An RFC 6902 patch, always an array, to apply to the JSON body of the hold's instruction.
        case patch(JSONValue)
    }

    /// The status code, 0 to 999, 200 when the item names none.
    public var status: Int
    /// The reason phrase; `nil` means the standard phrase of the status.
    public var reason: String?
    /// Names and values in the order to send; those given as an object come sorted by the bytes of their names.
    ///
    /// Every name is a token and no value holds a control character other than a tab.
    public var headers: [(name: String, value: String)]
    /// The body to send.
    public var body: Body
    /// The content filters a subscription must have, in order; `nil` when the item does not ask for any check.
    public var contentFilters: [String]?

    /// Creates the content of a published response.
    public init(
        status: Int = 200,
        reason: String? = nil,
        headers: [(name: String, value: String)] = [],
        body: Body,
        contentFilters: [String]? = nil
    ) {
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
        self.contentFilters = contentFilters
    }

    /// Compares everything; headers are equal only in the same order and spelling.
    public static func == (a: Self, b: Self) -> Bool {
        a.status == b.status && a.reason == b.reason && a.headers.elementsEqual(b.headers, by: ==)
            && a.body == b.body && a.contentFilters == b.contentFilters
    }
}
