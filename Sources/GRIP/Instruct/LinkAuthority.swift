/// The host and port of a link (RFC 3986 section 3.2), checked so that they are safe in a `Host` header.
///
/// User information is refused: RFC 9110 section 4.2.4 calls it a sign of deception, and a `Host` header has no place
/// for it.
struct LinkAuthority {
    /// Host and port as given, in lower case; an empty port is dropped.
    let text: String
    /// The host without the brackets of an IPv6 address.
    let host: String
    /// The port, `nil` when none is given.
    let port: Int?

    /// Reads `host`, `host:port`, `[v6]` or `[v6]:port`; `nil` when the bytes are nothing of the kind.
    init?(_ bytes: ArraySlice<UInt8>) {
        let isLiteral = bytes.first == UInt8(ascii: "[")
        let hostEnd: Int
        if isLiteral {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            hostEnd = bracket + 1
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        }
        let host = isLiteral ? bytes[..<hostEnd].dropFirst().dropLast() : bytes[..<hostEnd]
        guard !host.isEmpty, host.allSatisfy(isLiteral ? Self.isInAddress : Self.isInName) else { return nil }
        let rest = bytes[hostEnd...]
        let digits = rest.dropFirst()
        guard rest.isEmpty || rest.first == UInt8(ascii: ":") && digits.allSatisfy(ASCII.isDigit) else { return nil }
        self.port = digits.isEmpty ? nil : UInt16(String(decoding: digits, as: UTF8.self)).map(Int.init)
        guard digits.isEmpty || self.port != nil else { return nil }
        self.host = ASCII.lowercasedText(host)
        let text = digits.isEmpty ? bytes[..<hostEnd] : bytes
        self.text = text.count == host.count ? self.host : ASCII.lowercasedText(text)
    }

    /// Whether a byte may stand in a registered name or an IPv4 address (RFC 3986 section 3.2.2).
    private static func isInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            // The bytes & ' ( ) * + and the comma.
            UInt8(ascii: "&")...UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        default:
            false
        }
    }

    /// Whether a byte may stand between the brackets of an IPv6 address.
    private static func isInAddress(_ byte: UInt8) -> Bool {
        ASCII.hexValue(byte) != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}
