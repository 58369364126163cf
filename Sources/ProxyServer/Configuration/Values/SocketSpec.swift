/// A ZeroMQ address.
package enum SocketSpec: Sendable, Hashable, CustomStringConvertible {
    /// `tcp://HOST:PORT`; the host may be `*`, an interface, an address or a name.
    case tcp(host: String, port: Int)
    /// Any other transport, as it was written.
    case other(String)

    /// The form that the configuration takes.
    package var description: String {
        switch self {
        case .tcp(let host, let port): "tcp://\(host):\(port)"
        case .other(let text): text
        }
    }
}
