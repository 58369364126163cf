extension UpstreamError.Kind: CustomStringConvertible {
    /// What went wrong and what an operator can do about it.
    package var description: String {
        switch self {
        case .connectionRefused:
            "connection refused: check that the origin runs and listens on this address"
        case .unreachable:
            "not reachable: check the network, the address and the number of open files"
        case .connectTimeout:
            "no connection in time: check the origin and firewalls, or raise origin_connect_timeout"
        case .nameNotFound:
            "host name not found: check the routes file and the resolver"
        case .tlsFailure:
            "no TLS connection: check the certificates and the target's TLS parameters"
        case .addressBlocked:
            "address blocked: the target is 'untrusted' and its address is not public"
        case .closedBeforeResponse:
            "closed before a response: see the origin's log"
        case .malformedResponse(let error):
            "malformed response: \(error)"
        case .unexpectedUpgrade:
            "malformed response: status 101 although the request had no Upgrade header"
        case .responseTimeout:
            "no response in time: see the origin's log, or raise origin_response_timeout"
        case .closedMidBody:
            "closed within the response body: see the origin's log"
        case .idleTimeout:
            "no traffic within the response body: see the origin's log, or raise origin_body_timeout"
        case .poolExhausted:
            "too many connections at a time: the origin is too slow, or raise origin_connections"
        }
    }
}
