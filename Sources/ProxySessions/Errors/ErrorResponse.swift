package import HTTP1
package import NIOCore

/// A response that this proxy makes by itself.
package struct ErrorResponse: Equatable, Sendable {
    /// Status, `Content-Type`, `Content-Length` and what else belongs to the error.
    package var head: ResponseHead
    /// The text, which ends in exactly one line feed.
    package var body: ByteBuffer
}
