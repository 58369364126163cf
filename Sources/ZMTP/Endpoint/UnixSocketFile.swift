#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The file of a Unix socket.
enum UnixSocketFile {
    enum Kind: Sendable, Equatable {
        case missing, socket, other
    }

    /// What is at a path now; links are not followed.
    static func kind(at path: String) -> Kind {
        var status = stat()
        // Safety: one status is written, into the variable given.
        guard unsafe lstat(path, &status) == 0 else { return .missing }
        return status.st_mode & S_IFMT == S_IFSOCK ? .socket : .other
    }

    /// Sets the permissions; the result is the system's error number, 0 for success.
    static func setMode(_ mode: UInt32, at path: String) -> Int32 {
        // Safety: the path lives as long as the call.
        unsafe chmod(path, mode_t(mode & 0o7777)) == 0 ? 0 : errno
    }
}
