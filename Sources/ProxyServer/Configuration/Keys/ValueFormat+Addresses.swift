import NIOCore
import ZMTP

extension ValueFormat where Value == [ListenAddress] {
    /// A list of `[ADDR:]PORT`.
    static let listenAddresses = ValueFormat.list(
        "list of [ADDR:]PORT",
        of: "[ADDR:]PORT",
        expecting: ListenAddress.suggestion,
        item: { ListenAddress(parsing: $0) },
        print: { $0.description }
    )
}

extension ValueFormat where Value == ListenAddress {
    /// One `[ADDR:]PORT`.
    static let listenAddress = ValueFormat("[ADDR:]PORT", expecting: ListenAddress.suggestion) {
        ListenAddress(parsing: $0)
    } print: {
        $0.description
    }
}

extension ValueFormat where Value == [UnixListenAddress] {
    /// A list of paths of Unix sockets.
    static let unixListenAddresses = ValueFormat.list(
        "list of paths",
        of: "socket path",
        expecting: "write PATH or unix:PATH?mode=OCTAL&user=NAME&group=NAME",
        item: { UnixListenAddress(parsing: $0) },
        print: { $0.description }
    )
}

extension ValueFormat where Value == ServiceAddress? {
    /// `[ADDR:]PORT` or `ipc://PATH`; `nil` when empty.
    static let serviceAddress = ValueFormat(
        "[ADDR:]PORT or ipc://PATH",
        expecting: "write 9100, 127.0.0.1:9100 or ipc:///run/metrics"
    ) { text in
        if text.isEmpty {
            return .some(nil)
        }
        if text.hasPrefix("ipc://") {
            return text.utf8.count > 6 ? .unix(String(text.dropFirst(6))) : nil
        }
        return ListenAddress(parsing: text).map { .some(.tcp($0)) }
    } print: {
        $0?.description ?? ""
    }
}

extension ValueFormat where Value == ServiceAddress? {
    /// The same for a port that is no business of others.
    ///
    /// Without an address it is on loopback. A path may stand alone.
    static let adminAddress = ValueFormat(
        "[ADDR:]PORT or path",
        expecting: "write 9090, 127.0.0.1:9090 or /run/holdfast/admin.sock"
    ) { text in
        if text.isEmpty {
            return .some(nil)
        }
        if text.hasPrefix("/") {
            return .some(.unix(text))
        }
        if text.hasPrefix("ipc://") {
            return text.utf8.count > 6 ? .unix(String(text.dropFirst(6))) : nil
        }
        return ListenAddress(parsing: text.contains(":") ? text : "127.0.0.1:\(text)").map { .some(.tcp($0)) }
    } print: {
        $0?.description ?? ""
    }
}

extension ValueFormat where Value == [SocketSpec] {
    /// A list of ZeroMQ addresses.
    static let socketSpecs = ValueFormat.list(
        "list of ZeroMQ addresses",
        of: "ZeroMQ address",
        expecting: "write tcp://ADDR:PORT or ipc://PATH",
        item: { SocketSpec(parsing: $0) },
        print: { $0.description }
    )
}

extension ListenAddress {
    static let suggestion = "write a port such as 7999, or 127.0.0.1:7999 or [::1]:7999"

    /// Reads `PORT`, `ADDR:PORT` or `[V6ADDR]:PORT`; without an address it is 0.0.0.0.
    init?(parsing text: String) {
        guard let colon = text.lastIndex(of: ":") else {
            guard let port = Self.parsePort(text) else { return nil }
            self.init(host: "0.0.0.0", port: port)
            return
        }
        let address = text[..<colon]
        let isBracketed = address.hasPrefix("[") && address.hasSuffix("]")
        // Without brackets nobody can tell the last group of an IPv6 address from a port.
        guard isBracketed == address.contains(":"),
            let host = Self.parseHost(String(isBracketed ? address.dropFirst().dropLast() : address)),
            let port = Self.parsePort(String(text[text.index(after: colon)...]))
        else {
            return nil
        }
        self.init(host: host, port: port)
    }

    /// Reads a port; 0 lets the system choose.
    static func parsePort(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 5, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else {
            return nil
        }
        return Int(text).flatMap { $0 <= 65_535 ? $0 : nil }
    }

    /// Reads an IP address without brackets, or a name; names are looked up when the socket is bound.
    static func parseHost(_ text: String) -> String? {
        let isNumeric = text.contains(":") || text.allSatisfy { $0 == "." || $0.isNumber }
        if isNumeric {
            // Only throws when the text is no address, which is what is asked here.
            return (try? SocketAddress(ipAddress: text, port: 0)) == nil ? nil : text
        }
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default:
                false
            }
        }
        return isName ? text : nil
    }
}

extension UnixListenAddress {
    /// Reads `PATH`, or `unix:PATH`, each with parameters after a question mark.
    init?(parsing text: String) {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].hasPrefix("unix:") ? parts[0].dropFirst(5) : parts[0]
        guard !path.isEmpty else {
            return nil
        }
        self.init(path: String(path))
        for parameter in parts.dropFirst().joined().split(separator: "&") {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else {
                return nil
            }
            switch pair[0] {
            case "mode":
                guard let mode = FileMode(parsing: String(pair[1])) else { return nil }
                self.mode = mode
            case "user": self.user = String(pair[1])
            case "group": self.group = String(pair[1])
            default: return nil
            }
        }
    }
}

extension SocketSpec {
    /// Reads `tcp://HOST:PORT` or `ipc://PATH`.
    init?(parsing text: String) {
        // Only throws for what is no such address, which is what is asked here.
        guard (try? ZMTPEndpoint(parsing: text)) != nil else { return nil }
        let rest = text.dropFirst(6)
        guard text.hasPrefix("tcp://"), let colon = rest.lastIndex(of: ":"),
            let port = ListenAddress.parsePort(String(rest[rest.index(after: colon)...]))
        else {
            guard text.hasPrefix("ipc://") else { return nil }
            self = .other(text)
            return
        }
        self = .tcp(host: String(rest[..<colon]), port: port)
    }
}

extension FileMode {
    /// Reads octal digits, at most 777.
    init?(parsing text: String) {
        guard let bits = UInt32(text, radix: 8), bits <= 0o777, !text.hasPrefix("+") else {
            return nil
        }
        self.init(bits: bits)
    }
}
