/// Host names and origins in the one spelling they are compared in.
enum HostText {
    /// The text with its ASCII capitals made small; nothing is copied when there are none.
    static func lowercased(_ text: String) -> String {
        guard text.utf8.contains(where: isCapital) else {
            return text
        }
        return String(decoding: text.utf8.map { isCapital($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// The key of a host in the table: lower-cased, an IPv6 address without its brackets.
    static func key(_ host: String) -> String {
        guard host.utf8.first == UInt8(ascii: "["), host.utf8.last == UInt8(ascii: "]"), host.utf8.count > 2 else {
            return lowercased(host)
        }
        return lowercased(String(host.dropFirst().dropLast()))
    }

    /// Checks and lower-cases a web origin as browsers send it: `scheme://host` with a port if it is not the usual one.
    ///
    /// Anything more, such as a closing slash, could never equal an `Origin` header (RFC 6454 section 6.2).
    static func webOrigin(_ text: [UInt8]) throws(RouteProblem) -> String {
        let origin = lowercased(String(decoding: text, as: UTF8.self))
        let mark: [UInt8] = [UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "/")]
        guard let colon = origin.utf8.firstIndex(of: UInt8(ascii: ":")), colon != origin.utf8.startIndex,
            origin.utf8[colon...].starts(with: mark)
        else {
            throw .crossOrigin
        }
        let scheme = origin.utf8[..<colon]
        let host = origin.utf8[colon...].dropFirst(mark.count)
        guard scheme.allSatisfy(isSchemeByte), let last = host.last, host.first != UInt8(ascii: ":"),
            last != UInt8(ascii: ":"), host.allSatisfy(isHostByte)
        else {
            throw .crossOrigin
        }
        return origin
    }

    private static func isCapital(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
            || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default:
            isAlphanumeric(byte)
        }
    }
}
