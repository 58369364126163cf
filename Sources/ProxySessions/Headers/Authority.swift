/// A host with an optional port, as in a `Host` field or in the authority of a request target.
///
/// The host is lower-cased, because hosts compare that way (RFC 9110, 4.2.3). User information, white space and whatever
/// else may not stand in a host are refused, so that the text is safe in a header, a log line and an error page.
struct Authority: Sendable, Equatable {
    /// Host and port as they were given, lower-cased; an empty port is dropped.
    let text: String
    /// The host alone; an IPv6 address is without its brackets.
    let host: String

    /// Reads `host`, `host:port` or `[v6]:port`; `nil` when the bytes are nothing of the kind.
    init?(_ bytes: ArraySlice<UInt8>) {
        let isLiteral = bytes.first == UInt8(ascii: "[")
        let rest: ArraySlice<UInt8>
        if isLiteral {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")), end > bytes.startIndex + 1 else { return nil }
            guard bytes[(bytes.startIndex + 1)..<end].allSatisfy(Self.isInAddress) else { return nil }
            rest = bytes[(end + 1)...]
        } else {
            guard let end = bytes.firstIndex(where: { !Self.isInName($0) }) else {
                guard !bytes.isEmpty else { return nil }
                self.text = Self.lowercased(bytes)
                self.host = self.text
                return
            }
            guard end > bytes.startIndex else { return nil }
            rest = bytes[end...]
        }
        guard let withPort = Self.isPort(rest) else { return nil }
        let host = bytes[..<rest.startIndex]
        self.text = Self.lowercased(withPort ? bytes : host)
        self.host = Self.lowercased(isLiteral ? host.dropFirst().dropLast() : host)
    }

    /// An authority out of the configuration, which is taken as it is when it is unusual.
    init(configured text: String) {
        self = Authority(ArraySlice(text.utf8)) ?? Authority(text: text, host: text)
    }

    private init(text: String, host: String) {
        self.text = text
        self.host = host
    }

    /// The authority of a request that names none (reference: behaviour 3.3).
    static let localhost = Authority(text: "localhost", host: "localhost")

    /// Whether the bytes after a host are a port with digits (`true`), nothing or a lone colon (`false`), or neither.
    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool? {
        guard let colon = bytes.first else { return false }
        let digits = bytes.dropFirst()
        guard colon == UInt8(ascii: ":"), digits.count <= 5 else { return nil }
        var number = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number <= 65535 ? !digits.isEmpty : nil
    }

    /// Whether the byte may stand in a registered name or an IPv4 address (RFC 3986, 3.2.2).
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

    /// Whether the byte may stand between the brackets of an IPv6 address.
    private static func isInAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default:
            false
        }
    }

    private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
        func isCapital(_ byte: UInt8) -> Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte }
        guard bytes.contains(where: isCapital) else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: bytes.lazy.map { isCapital($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
