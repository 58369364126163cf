/// A TCP address to listen on.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IP address without brackets, or a name.
    package var host: String
    /// The port; 0 lets the system choose one.
    package var port: Int

    /// `host` and `port` as they are.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `host:port`, with brackets around an IPv6 address.
    package var description: String {
        self.host.utf8.contains(UInt8(ascii: ":")) ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }

    /// Whether only this machine can connect.
    package var isLoopback: Bool {
        self.host == "localhost" || self.host == "::1" || self.host.hasPrefix("127.")
    }
}
