/// Why a network filter has no answer.
///
/// Source: reference "GRIP" 6.5.
public enum FilterFailure: Error, Equatable, Sendable, CaseIterable, CustomStringConvertible {
    /// No server takes connections at the address.
    case connectionRefused
    /// The connection was not made in time.
    case connectionTimedOut
    /// The TLS handshake failed.
    case tls
    /// The connection ended before the answer did.
    case disconnected
    /// The answer did not come within ``FilterRequest/timeout``.
    case requestTimedOut
    /// Anything else.
    case other
    /// Too many requests wait already.
    case limitReached

    /// The text of the reference.
    public var description: String {
        switch self {
        case .connectionRefused: "network request failed: connection refused"
        case .connectionTimedOut: "network request failed: connection timed out"
        case .tls: "network request failed: tls error"
        case .disconnected: "network request failed: disconnected"
        case .requestTimedOut: "network request failed: request timed out"
        case .other: "network request failed: general error"
        case .limitReached: "network request limit reached"
        }
    }
}
