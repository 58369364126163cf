import ProxyListener

extension UnixSocketFile {
    /// The socket that a setting describes, with the numbers of its owners.
    ///
    /// - Throws: `ProxyServerError.badValue` for a user or a group that does not exist.
    init(_ address: UnixListenAddress) throws(ProxyServerError) {
        self.init(path: address.path, mode: address.mode?.bits)
        self.userID = try address.user.map { name throws(ProxyServerError) in
            try Self.found(SystemAccounts.userID(name), "user", name, address)
        }
        self.groupID = try address.group.map { name throws(ProxyServerError) in
            try Self.found(SystemAccounts.groupID(name), "group", name, address)
        }
    }

    private static func found(
        _ id: UInt32?,
        _ kind: String,
        _ name: String,
        _ address: UnixListenAddress
    ) throws(ProxyServerError) -> UInt32 {
        guard let id else {
            throw ProxyServerError.badValue(
                option: "local_ports",
                value: "\(address)",
                reason: "there is no \(kind) \(name); create it, or name another"
            )
        }
        return id
    }
}

extension UnixSocketError {
    /// What is wrong and what to do, for the operator.
    var text: String {
        switch self {
        case .taken:
            "another process listens there; stop it, or choose another path"
        case .otherFile:
            "there is a file that is no socket; remove it, or choose another path"
        case .pathTooLong:
            "the path is too long for a socket; choose one of at most 107 bytes"
        case .system(let call, let code):
            switch call {
            case .socket: "a socket cannot be made: \(SystemErrorText.of(code))"
            case .bind: "\(SystemErrorText.of(code)); check the directory and its permissions"
            case .probe: "the socket there cannot be looked at: \(SystemErrorText.of(code)); remove it"
            case .unlink: "the stale socket there cannot be removed: \(SystemErrorText.of(code)); remove it"
            case .chown: "user and group cannot be set: \(SystemErrorText.of(code)); only root may give a file away"
            case .chmod: "mode cannot be set: \(SystemErrorText.of(code))"
            }
        }
    }
}
