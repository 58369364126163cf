package import NIOCore

/// A piece of a request, in the order in which they come: one head, any number of body pieces, one end.
package enum RequestPart: Equatable, Sendable {
    /// The head, and how the body is delimited.
    case head(RequestHead, BodyFraming)

    /// Some bytes of the body, at least one, without their framing; shares the memory that was read into.
    case body(ByteBuffer)

    /// The end of the request, with the trailer fields of a chunked body. Trailers must not be merged into the head.
    case end(trailers: HeaderFields)
}
