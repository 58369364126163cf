import ProxyFanout
import ProxySessions

extension ProxyError {
    /// The counter for a client's fault of this kind.
    var clientCounter: Counter {
        switch self.kind {
        case .headTooLarge, .tooManyFields, .targetTooLong: .clientHeadsTooLarge
        case .bodyTooLarge: .clientBodiesTooLarge
        case .requestTimeout: .clientTimeouts
        default: .clientRequestsMalformed
        }
    }
}
