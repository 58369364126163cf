extension Configuration {
    /// The ZeroMQ sockets, with `port_offset` added to their ports (reference: ops 1 to 3).
    package struct Messaging: Sendable, Equatable {
        /// PULL sockets that take items (`push_in_spec`).
        package var pull: [SocketSpec] = [.tcp(host: "127.0.0.1", port: 5560)]
        /// SUB sockets that take items (`push_in_sub_specs`, or `push_in_sub_spec`).
        package var subscribe: [SocketSpec] = [.tcp(host: "127.0.0.1", port: 5562)]
        /// Whether the SUB sockets connect instead of binding (`push_in_sub_connect`).
        package var subscribersConnect = false
        /// PUB socket of statistics (`stats_spec`).
        package var statistics: [SocketSpec] = [.other("ipc://{rundir}/{ipc_prefix}stats")]
        /// Socket that takes commands (`command_spec`).
        package var command: [SocketSpec] = [.tcp(host: "127.0.0.1", port: 5563)]
        /// Service that keeps session state (`state_spec`).
        package var state: [SocketSpec] = []
        /// Permission bits of bound ipc sockets; `nil` leaves them to the umask (`ipc_file_mode`).
        package var fileMode: FileMode?

        /// The defaults.
        package init() {}
    }
}
