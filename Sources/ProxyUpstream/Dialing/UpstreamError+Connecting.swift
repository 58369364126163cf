import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension UpstreamError {
    /// What an error of NIO's bootstrap means.
    init(connecting error: any Error, to endpoint: OriginEndpoint) {
        let kind = Kind(connecting: error)
        self.init(kind, retry: RetryPolicy.retry(after: kind, .notStarted), endpoint: endpoint, detail: "\(error)")
    }
}

extension UpstreamError.Kind {
    fileprivate init(connecting error: any Error) {
        switch error {
        case is AddressPolicyHandler.BlockedError: self = .addressBlocked
        case ChannelError.connectTimeout: self = .connectTimeout
        case let error as IOError:
            switch error.errnoCode {
            case ECONNREFUSED: self = .connectionRefused
            case ETIMEDOUT: self = .connectTimeout
            default: self = .unreachable
            }
        case let error as NIOConnectionError:
            let attempts = error.connectionErrors.map { Self(connecting: $0.error) }
            // An address that could not be reached says more than one that was not tried.
            self = attempts.last { $0 != .addressBlocked } ?? attempts.last ?? .nameNotFound
        case is SocketAddressError: self = .nameNotFound
        default: self = .unreachable
        }
    }
}
