import ProxySessions
import ProxyUpstream

extension ProxyError {
    /// What the client is told of an origin's failure (reference: behaviour 3.6).
    ///
    /// - Parameters:
    ///   - error: the last failure.
    ///   - tried: the targets that could not be reached, that one included.
    init(_ error: UpstreamError, tried: [String]) {
        switch error.kind {
        case .addressBlocked:
            self.init(.originAddressBlocked)
        case .closedBeforeResponse:
            self.init(.originClosed)
        default:
            if error.retry == .nextTarget, !tried.isEmpty {
                self.init(.noTargetReachable(tried: tried))
            } else {
                self.init(.originFailed(reason: error.description))
            }
        }
    }
}
