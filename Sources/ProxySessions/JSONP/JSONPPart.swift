package import HTTP1
package import NIOCore

/// What is to be written next of a response that is wrapped while it is relayed.
package struct JSONPPart: Sendable, Equatable {
    /// The head, when its time has come; then it is to be written before the bytes.
    package var head: ResponseHead?
    /// What to give to `ResponseRules.clientResponse` with the head: `length` when the bytes are the whole body.
    package var framing: BodyFraming
    /// Bytes of the body; often none.
    package var bytes: ByteBuffer

    /// Nothing to write.
    static let nothing = JSONPPart(head: nil, framing: .chunked, bytes: ByteBuffer())
}
