package import NIOCore

/// The host part of a `Host` field (RFC 9110 7.2), in the form in which hosts are compared.
package struct HostName: Equatable, Sendable {
    /// The name in lower case, without port, brackets and final dot.
    package let name: String
    /// The IP address if the name is a literal of one, written the one standard way.
    package let address: String?

    /// Takes `host` or `host:port`.
    package init(_ text: String) {
        let text = text.trimmingBlanks
        if text.first == "[" {
            // Only what stands in the brackets counts, so `[::1].example` must not pass for `[::1]`.
            let inner = text.dropFirst().prefix { $0 != "]" }
            let rest = text.dropFirst(inner.count + 2)
            let isLiteral = text.dropFirst(inner.count + 1).first == "]" && (rest.isEmpty || rest.first == ":")
            self.address = isLiteral && inner.contains(":") ? Self.normalizedAddress(String(inner)) : nil
            self.name = isLiteral ? inner.lowercased() : text.lowercased()
            return
        }
        var name = text.prefix { $0 != ":" }.lowercased()
        if name.last == ".", name.count > 1 {
            name.removeLast()
        }
        self.name = name
        self.address = name.utf8.last.map(Self.isDigit) == true ? Self.normalizedAddress(name) : nil
    }

    /// Says whether the name always means the machine itself: RFC 6761 6.3, RFC 1122 3.2.1.3 and RFC 4291 2.5.3.
    package var isLoopback: Bool {
        if let address = self.address {
            return address == "::1" || (address.hasPrefix("127.") && !address.contains(":"))
        }
        return self.name == "localhost" || self.name.hasSuffix(".localhost")
    }

    /// An IP address in its one standard spelling, with IPv4 addresses inside IPv6 written as IPv4.
    ///
    /// Returns `nil` for what is not an address.
    package static func normalizedAddress(_ text: String) -> String? {
        // The only error is "not an address", which is the answer here.
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        return Self.normalizedAddress(of: address)
    }

    /// The IP address of a socket address; `nil` for sockets of other kinds.
    package static func normalizedAddress(of address: SocketAddress) -> String? {
        guard let text = address.ipAddress else { return nil }
        let mappedPrefix = "::ffff:"
        guard text.hasPrefix(mappedPrefix), text.contains(".") else { return text }
        return String(text.dropFirst(mappedPrefix.count))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9")
    }
}
