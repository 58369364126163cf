/// A request whose host or target cannot be used.
package enum RequestURIError: Error, Equatable, CustomStringConvertible {
    /// The first `Host` field is not a host with an optional port.
    case invalidHost
    /// The target is neither a path, nor an absolute URI of HTTP, nor `*` for OPTIONS.
    case invalidTarget
    /// CONNECT asks for a tunnel, which is not the business of a reverse proxy (RFC 9110, 9.3.6).
    case connectUnsupported

    /// What is told to the client after "Failed to parse request".
    package var description: String {
        switch self {
        case .invalidHost: "invalid host"
        case .invalidTarget: "invalid request target"
        case .connectUnsupported: "unsupported method"
        }
    }
}
