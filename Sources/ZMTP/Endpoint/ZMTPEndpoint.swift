/// Where a socket listens, or what it connects to.
package enum ZMTPEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// A TCP address; `*` for every IPv4 address of the machine, IPv6 addresses without brackets, port 0 for any free.
    case tcp(host: String, port: Int)
    /// A Unix socket.
    case ipc(path: String)

    /// The longest path of a Unix socket in bytes: the system's address has 108, one of which ends the text.
    package static let pathBytes = 107

    /// Reads an endpoint as libzmq writes it: `tcp://127.0.0.1:5560`, `tcp://*:5560`, `ipc:///run/x/stats`.
    ///
    /// - Parameter text: the endpoint.
    /// - Throws: what is wrong with the text, and what to write.
    package init(parsing text: String) throws(ZMTPEndpointError) {
        guard let (transport, address) = Self.split(text) else { throw .noTransport(text) }
        switch transport {
        case "tcp": self = try Self.parseTCP(address, in: text)
        case "ipc": self = try Self.parseIPC(address, in: text)
        default: throw .unknownTransport(String(transport), text)
        }
    }

    private static func split(_ text: String) -> (Substring, Substring)? {
        var rest = text[...]
        guard let colon = rest.firstIndex(of: ":") else { return nil }
        let transport = rest[..<colon]
        rest = rest[colon...]
        guard rest.hasPrefix("://") else { return nil }
        return (transport, rest.dropFirst(3))
    }

    private static func parseTCP(_ address: Substring, in text: String) throws(ZMTPEndpointError) -> ZMTPEndpoint {
        guard !address.contains(";") else { throw .sourceAddress(text) }
        guard let colon = address.lastIndex(of: ":") else { throw .noPort(text) }
        var host = address[..<colon]
        let portText = address[address.index(after: colon)...]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(where: { $0 == "[" || $0 == "]" || $0 == ":" || $0 == "/" }) {
            throw .badHost(text)
        }
        guard !host.isEmpty else { throw .badHost(text) }
        guard
            let port = portText == "*" ? 0 : UInt16(portText), portText.utf8.first != UInt8(ascii: "+")
        else { throw .badPort(text) }
        return .tcp(host: String(host), port: Int(port))
    }

    private static func parseIPC(_ path: Substring, in text: String) throws(ZMTPEndpointError) -> ZMTPEndpoint {
        guard !path.isEmpty, path != "*", !path.utf8.contains(0) else { throw .noPath(text) }
        guard !path.hasPrefix("@") else { throw .abstractPath(text) }
        guard path.utf8.count <= Self.pathBytes else { throw .pathTooLong(text) }
        return .ipc(path: String(path))
    }

    /// The endpoint with its TCP port moved by Pushpin's `port_offset`; a port that the system chooses stays so.
    ///
    /// - Parameter offset: what is added to the port.
    /// - Returns: the endpoint with the new port.
    /// - Throws: `badPort` when there is no such port.
    package func shifted(byPortOffset offset: Int) throws(ZMTPEndpointError) -> ZMTPEndpoint {
        guard case .tcp(let host, let port) = self, port > 0 else { return self }
        let (shifted, overflow) = port.addingReportingOverflow(offset)
        guard !overflow, (1...65535).contains(shifted) else { throw .badPort("\(self) moved by \(offset)") }
        return .tcp(host: host, port: shifted)
    }

    package var description: String {
        switch self {
        case .tcp(let host, 0): "tcp://\(Self.bracketed(host)):*"
        case .tcp(let host, let port): "tcp://\(Self.bracketed(host)):\(port)"
        case .ipc(let path): "ipc://\(path)"
        }
    }

    private static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}
