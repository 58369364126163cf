extension Configuration {
    /// The HTTP interface of publishers (reference: grip 4).
    package struct Control: Sendable, Equatable {
        /// Address to listen on (`push_in_http_addr`).
        package var host = "127.0.0.1"
        /// Port to listen on, `port_offset` included; `nil` turns the interface off (`push_in_http_port`).
        package var port: Int? = 5561
        /// The key publishers must prove to know; `nil` lets everyone publish who reaches the port (`control_key`).
        package var key: Secret?
        /// The issuer that publishers' tokens must name; `nil` takes any (`control_iss`).
        package var issuer: String?
        /// Names, beside loopback names and our own addresses, that a publisher may use in `Host` (`control_hosts`).
        package var hosts: [String] = []

        /// The defaults.
        package init() {}

        /// Where to listen, or `nil` when the interface is off.
        package var address: ListenAddress? {
            self.port.map { ListenAddress(host: self.host, port: $0) }
        }
    }
}
