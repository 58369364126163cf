extension Configuration {
    /// Where clients connect (reference: behaviour 7).
    package struct Listeners: Sendable, Equatable {
        /// TCP sockets without TLS (`http_port`, `--port`).
        package var plain = [ListenAddress(host: "0.0.0.0", port: 7999)]
        /// TCP sockets with TLS (`https_ports`).
        package var secure: [ListenAddress] = []
        /// Unix sockets, without TLS (`local_ports`).
        package var unix: [UnixListenAddress] = []
        /// Directory of `NAME.crt` and `NAME.key`: `runner/certs` beside the configuration file.
        package var certificateDirectory = "runner/certs"
        /// Whether WebSocket messages may be compressed (`allow_compression`).
        package var allowsCompression = false

        /// The defaults.
        package init() {}

        /// Whether a client on another machine could reach one of the TCP sockets.
        package var isReachableFromOutside: Bool {
            (self.plain + self.secure).contains { !$0.isLoopback }
        }
    }
}
