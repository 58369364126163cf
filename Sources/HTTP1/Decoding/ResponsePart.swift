package import NIOCore

/// A piece of a response, in the order in which they come: interim heads, one head, body pieces, one end.
package enum ResponsePart: Equatable, Sendable {
    /// An interim (1xx) response other than 101; the final one is still to come.
    case informational(ResponseHead)

    /// The head, and how the body is delimited.
    case head(ResponseHead, BodyFraming)

    /// Some bytes of the body, at least one, without their framing; shares the memory that was read into.
    case body(ByteBuffer)

    /// The end of the response, with the trailer fields of a chunked body. Trailers must not be merged into the head.
    case end(trailers: HeaderFields)
}
