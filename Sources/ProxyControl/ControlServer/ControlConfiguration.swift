package import NIOCore

/// What the operator chose for the control port; the limits are in `Limits`.
package struct ControlConfiguration: Sendable {
    /// Where to listen (`push_in_http_addr`, `push_in_http_port`).
    package var address: SocketAddress
    /// Further host names by which publishers may address the port, without port number (`control_hosts`).
    package var allowedHosts: [String] = []
    /// What a publisher has to prove (`control_key`, `control_iss`); `nil` ignores `Authorization`.
    package var authentication: ControlAuthentication?

    /// A socket that listens already; without one the address is bound.
    package var inherited: CInt?

    /// Loopback names and own addresses allowed, no authentication.
    package init(address: SocketAddress) {
        self.address = address
    }
}
