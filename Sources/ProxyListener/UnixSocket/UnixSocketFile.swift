import Glibc
import NIOCore

/// The file of a Unix socket: its place, its permissions and its owner.
package struct UnixSocketFile: Sendable, Equatable {
    /// The path of the socket.
    package var path: String
    /// Permission bits; `nil` leaves them to the umask.
    package var mode: UInt32?
    /// The number of the owning user; `nil` leaves it to the process.
    package var userID: UInt32?
    /// The number of the owning group; `nil` leaves it to the process.
    package var groupID: UInt32?

    /// A socket at `path`.
    package init(path: String, mode: UInt32? = nil, userID: UInt32? = nil, groupID: UInt32? = nil) {
        self.path = path
        self.mode = mode
        self.userID = userID
        self.groupID = groupID
    }

    /// Makes the file, in the place of a stale one, and gives it its permissions and owner.
    ///
    /// Nobody can connect before the socket listens, which is up to the caller, so nobody connects with other permissions.
    ///
    /// - Returns: the descriptor of the socket, which is the caller's to close, and the number of the file.
    /// - Throws: why the file cannot be made.
    func open() throws(UnixSocketError) -> (descriptor: CInt, inode: UInt) {
        guard let address = try? SocketAddress(unixDomainSocketPath: self.path) else { throw .pathTooLong }
        try self.removeStaleFile(address)
        let descriptor = try Self.makeSocket()
        do throws(UnixSocketError) {
            let bound = unsafe address.withSockAddr { unsafe bind(descriptor, $0, socklen_t($1)) }
            guard bound == 0 else { throw errno == EADDRINUSE ? .taken : .system(call: .bind, code: errno) }
            try self.setOwner()
            return (descriptor, self.information.map { UInt($0.st_ino) } ?? 0)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Removes the file, unless another one has taken its place.
    func remove(inode: UInt) {
        guard let information = self.information, UInt(information.st_ino) == inode else { return }
        unsafe unlink(self.path)
    }

    // MARK: Steps

    /// What is at the path; `nil` when there is nothing.
    private var information: stat? {
        var information = stat()
        guard unsafe lstat(self.path, &information) == 0 else { return nil }
        return information
    }

    private func removeStaleFile(_ address: SocketAddress) throws(UnixSocketError) {
        guard let information = self.information else { return }
        guard information.st_mode & S_IFMT == S_IFSOCK else { throw .otherFile }
        let probe = try Self.makeSocket()
        defer { close(probe) }
        let connected = unsafe address.withSockAddr { unsafe connect(probe, $0, socklen_t($1)) }
        // EAGAIN: somebody listens and has no room at present.
        if connected == 0 || errno == EAGAIN { throw .taken }
        guard errno == ECONNREFUSED else { throw .system(call: .probe, code: errno) }
        guard unsafe unlink(self.path) == 0 else { throw .system(call: .unlink, code: errno) }
    }

    private static func makeSocket() throws(UnixSocketError) -> CInt {
        let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .system(call: .socket, code: errno) }
        return descriptor
    }

    private func setOwner() throws(UnixSocketError) {
        if self.userID != nil || self.groupID != nil {
            // All bits set leave the owner, or the group, as it is.
            guard unsafe lchown(self.path, self.userID ?? .max, self.groupID ?? .max) == 0 else {
                throw .system(call: .chown, code: errno)
            }
        }
        if let mode = self.mode {
            guard unsafe chmod(self.path, mode) == 0 else { throw .system(call: .chmod, code: errno) }
        }
    }
}
