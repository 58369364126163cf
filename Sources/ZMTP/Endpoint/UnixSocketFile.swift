#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The file of a Unix socket, known by its number, so that nobody else's is removed.
struct UnixSocketFile: Sendable {
    enum Kind: Sendable, Equatable {
        case missing, socket, other
    }

    let path: String
    private let number: UInt64

    /// What is at a path now.
    static func kind(at path: String) -> Kind {
        guard let status = Self.status(of: path) else { return .missing }
        return status.st_mode & S_IFMT == S_IFSOCK ? .socket : .other
    }

    /// The socket at `path`, or nothing when there is none.
    init?(at path: String) {
        guard let status = Self.status(of: path), status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        self.path = path
        self.number = UInt64(status.st_ino)
    }

    /// Sets the permissions. Returns the system's error number, 0 for success.
    func setMode(_ mode: UInt32) -> Int32 {
        // Safety: the path lives as long as the call.
        unsafe chmod(self.path, mode_t(mode & 0o7777)) == 0 ? 0 : errno
    }

    /// Removes the file, unless another one has taken its place.
    func remove() {
        guard let now = UnixSocketFile(at: self.path), now.number == self.number else { return }
        // Safety: as above. A file that is gone already is what is wanted.
        _ = unsafe unlink(self.path)
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        // Safety: one status is written, into the variable given.
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return status
    }
}
