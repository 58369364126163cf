/// Why a Unix socket cannot be made.
package enum UnixSocketError: Error, Equatable {
    /// Another process listens there.
    case taken
    /// There is a file that is no socket.
    case otherFile
    /// The path has more bytes than the system takes.
    case pathTooLong
    /// A call of the system failed with an `errno`.
    case system(call: Call, code: Int32)

    /// What was being done.
    package enum Call: Sendable, Equatable {
        case socket, bind, probe, unlink, chown, chmod
    }
}
