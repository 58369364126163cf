package import ZMTP

/// What the operator chose for the ZeroMQ sockets; the limits are in `Limits`.
package struct ZeroMQConfiguration: Sendable {
    /// Where PULL sockets listen (`push_in_spec`).
    package var pull: [ZMTPEndpoint] = []
    /// Where SUB sockets listen, or what they connect to (`push_in_sub_specs`).
    package var subscribe: [ZMTPEndpoint] = []
    /// Whether the SUB sockets connect (`push_in_sub_connect`).
    package var subscribersConnect = false
    /// Where the command socket listens (`command_spec`).
    package var command: [ZMTPEndpoint] = []
    /// The permissions of bound ipc sockets (`ipc_file_mode`).
    package var fileMode: UInt32?

    /// No socket at all.
    package init() {}

    /// Whether there is nothing to open.
    package var isEmpty: Bool { self.pull.isEmpty && self.subscribe.isEmpty && self.command.isEmpty }

    /// The addresses that are listened on.
    package var bound: [ZMTPEndpoint] {
        self.pull + (self.subscribersConnect ? [] : self.subscribe) + self.command
    }

    /// The addresses as the command `get-zmq-uris` tells them.
    ///
    /// A SUB socket that connects has none that a publisher could use (reference: ops 2).
    var addresses: ZeroMQAddresses {
        ZeroMQAddresses(
            command: self.command.first?.description,
            pull: self.pull.first?.description,
            subscribe: self.subscribersConnect ? nil : self.subscribe.first?.description
        )
    }
}
