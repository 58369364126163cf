import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What errors of the system are called.
enum SystemError {
    static let connectionRefused = ECONNREFUSED
    static let addressInUse = EADDRINUSE

    /// One line without the names of functions, where the error is the system's.
    static func text(of error: any Error) -> String {
        switch error {
        case let error as IOError:
            // Safety: the text is copied at once.
            unsafe String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            Self.text(of: error)
        case is SocketAddressError.UnknownHost, SocketAddressError.unknown:
            "no such host"
        default:
            "\(error)"
        }
    }

    /// Every address of a name was tried; they mostly fail for the same reason.
    private static func text(of error: NIOConnectionError) -> String {
        if let last = error.connectionErrors.last { return Self.text(of: last.error) }
        if error.dnsAError != nil || error.dnsAAAAError != nil { return "no such host" }
        return "\(error)"
    }
}
