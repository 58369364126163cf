package import HTTP1
package import NIOCore

/// A complete response in the form a script element can read.
package struct WrappedResponse: Sendable, Equatable {
    /// Status 200 and the fields, without `Content-Length`, which `ResponseRules.clientResponse` adds.
    package var head: ResponseHead
    /// The script.
    package var body: ByteBuffer
}
