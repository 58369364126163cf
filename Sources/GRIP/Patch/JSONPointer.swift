/// A place in a JSON document (RFC 6901).
public struct JSONPointer: Sendable {
    /// The names of members and the indexes of elements on the way from the root, without escapes.
    public let tokens: [String]

    /// Parses the string form of a pointer, `/foo/0/a~1b` for instance; the empty string is the whole document.
    ///
    /// It is `nil` when the text neither is empty nor begins with a slash, or has a `~` before anything but `0` or `1`.
    public init?(parsing text: String) {
        guard !text.isEmpty else {
            self.tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = Self.unescape(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    /// The string form.
    public var text: String {
        self.tokens.map { token in
            let escaped = token.utf8.flatMap { byte in
                switch byte {
                case UInt8(ascii: "~"): Array("~0".utf8)
                case UInt8(ascii: "/"): Array("~1".utf8)
                default: [byte]
                }
            }
            return "/" + String(decoding: escaped, as: UTF8.self)
        }.joined()
    }

    /// Whether this place is inside another one, and not that place itself.
    func isInside(_ other: Self) -> Bool {
        self.tokens.count > other.tokens.count && other.isPrefix(of: self)
    }

    /// Whether both name the same place by the same tokens.
    func isSame(as other: Self) -> Bool {
        self.tokens.count == other.tokens.count && other.isPrefix(of: self)
    }

    /// The array index a token is: digits without leading zeros (RFC 6901 section 4); `nil` for anything else.
    static func arrayIndex(_ token: String) -> Int? {
        guard token.utf8.allSatisfy(ASCII.isDigit), token == "0" || token.utf8.first != UInt8(ascii: "0") else {
            return nil
        }
        return Int(token)
    }

    private func isPrefix(of other: Self) -> Bool {
        zip(self.tokens, other.tokens).allSatisfy { ExactString($0) == ExactString($1) }
    }

    private static func unescape(_ token: some Sequence<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var iterator = token.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch iterator.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
