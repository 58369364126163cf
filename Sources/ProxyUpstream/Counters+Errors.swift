import ProxyFanout

extension Counters {
    /// Counts a failed attempt at an origin; what is a limit of ours has a counter where it is enforced.
    func add(_ kind: UpstreamError.Kind) {
        switch kind {
        case .connectionRefused, .unreachable: self.add(.originErrorsConnect)
        case .tlsFailure: self.add(.originErrorsTLS)
        case .nameNotFound: self.add(.originErrorsName)
        case .connectTimeout, .responseTimeout, .idleTimeout: self.add(.originErrorsTimeout)
        case .malformedResponse, .unexpectedUpgrade: self.add(.originErrorsMalformed)
        case .closedBeforeResponse, .closedMidBody: self.add(.originErrorsClosed)
        case .addressBlocked, .poolExhausted: break
        }
    }
}
