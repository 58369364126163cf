public import NIOCore

/// What an item does to stream holds: format `http-stream`.
public typealias HTTPStreamItem = ItemAction<HTTPStreamContent>

/// The bytes an item adds to a stream hold.
///
/// Source: reference "GRIP" 3.3, `http-stream`.
public struct HTTPStreamContent: Sendable, Equatable {
    /// The bytes to append, possibly none.
    public var content: ByteBuffer
    /// The content filters a subscription must have, in order; `nil` when the item does not ask for any check.
    public var contentFilters: [String]?

    /// Creates stream content.
    public init(content: ByteBuffer, contentFilters: [String]? = nil) {
        self.content = content
        self.contentFilters = contentFilters
    }
}
