/// How the end of a message body is found.
///
/// Source: RFC 9112, section 6.3.
package enum BodyFraming: Equatable, Sendable {
    /// The message ends with its head.
    case none

    /// So many bytes follow, zero or more.
    case length(Int)

    /// Chunks follow, up to one of size zero and the trailer fields.
    case chunked

    /// The body of a response ends with the connection.
    case untilClose

    /// The connection is no longer HTTP: everything that follows is the other protocol's.
    case tunnel
}
