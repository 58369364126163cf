package import GRIP

/// The addresses of the sockets, as publishers are told them.
package struct ZeroMQAddresses: Sendable, Equatable {
    /// That of the command socket.
    package var command: String?
    /// That of the first PULL socket.
    package var pull: String?
    /// That of the first SUB socket that is bound.
    package var subscribe: String?

    /// The addresses that there are.
    package init(command: String? = nil, pull: String? = nil, subscribe: String? = nil) {
        self.command = command
        self.pull = pull
        self.subscribe = subscribe
    }

    /// The value that `get-zmq-uris` returns (reference: ops 2).
    package var value: TNetString {
        let members = [("command", self.command), ("publish-pull", self.pull), ("publish-sub", self.subscribe)]
        return .dictionary(
            members.compactMap { name, address in
                address.map { TNetString.Member(name: name, value: .text($0)) }
            }
        )
    }
}
