/// A Unix socket to listen on: `PATH` or `unix:PATH?mode=660&user=NAME&group=NAME` (reference: behaviour 2.4).
package struct UnixListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// The path of the socket.
    package var path: String
    /// Permission bits of the socket; `nil` leaves them to the umask.
    package var mode: FileMode?
    /// Owner of the socket; `nil` leaves it to the process.
    package var user: String?
    /// Group of the socket; `nil` leaves it to the process.
    package var group: String?

    /// A socket at `path`.
    package init(path: String, mode: FileMode? = nil, user: String? = nil, group: String? = nil) {
        self.path = path
        self.mode = mode
        self.user = user
        self.group = group
    }

    /// The form that the configuration takes.
    package var description: String {
        let parameters = [
            self.mode.map { "mode=\($0)" }, self.user.map { "user=\($0)" }, self.group.map { "group=\($0)" },
        ].compactMap { $0 }
        return parameters.isEmpty ? self.path : "unix:\(self.path)?" + parameters.joined(separator: "&")
    }
}
