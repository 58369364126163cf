/// Where a port for an operator's tools is.
package enum ToolAddress: Sendable, Hashable, CustomStringConvertible {
    /// A TCP port.
    case tcp(host: String, port: Int)
    /// A Unix socket; a stale file at this path is replaced.
    case unixSocket(path: String)

    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unixSocket(let path): path
        }
    }
}
