/// One request header that a route sets or removes before proxying (parameter `header`).
///
/// To apply it, remove every header of that name (compared without regard to case), then add this one unless the
/// value is empty (reference: behaviour 1.4, `header`).
package struct RouteHeader: Sendable, Hashable {
    /// A token as RFC 9110 section 5.1 defines it, spelled as in the routes file.
    package let name: String
    /// Free of control characters other than tab, without leading spaces; empty means "remove only".
    package let value: String

    /// Reads `NAME:VALUE`; nil when there is no colon, the name is not a token or the value has control characters.
    init?(parsing text: [UInt8]) {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
            return nil
        }
        let name = text[..<colon]
        let value = text[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
        // Pushpin takes any bytes here. A space or a control character would make a malformed request at the origin.
        guard name.allSatisfy(Self.isTokenByte), value.allSatisfy(Self.isValueByte) else {
            return nil
        }
        self.name = String(decoding: name, as: UTF8.self)
        self.value = String(decoding: value, as: UTF8.self)
    }

    /// Whether a byte may stand in a header name (RFC 9110 section 5.6.2, `tchar`).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"),
            UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            return true
        default:
            return false
        }
    }

    /// Whether a byte may stand in a header value (RFC 9110 section 5.5).
    private static func isValueByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\t") || (byte >= 0x20 && byte != 0x7F)
    }
}
