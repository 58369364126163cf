/// One of the items that `&` separates in a query, such as `name=value`.
///
/// Bytes are kept as they were sent, so that a query can be put together again without the items that were consumed.
struct QueryItem: Equatable {
    /// The whole item.
    let text: ArraySlice<UInt8>
    /// How many bytes of it come before the first `=`.
    private let nameByteCount: Int

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        self.nameByteCount = text.prefix { $0 != UInt8(ascii: "=") }.count
    }

    /// The items of a query, which is given without its question mark; empty ones count.
    static func items(of query: ArraySlice<UInt8>) -> [QueryItem] {
        query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { QueryItem($0) }
    }

    /// What stands behind the first `=`, decoded; empty without one.
    var value: [UInt8] { Self.decoded(self.text.dropFirst(self.nameByteCount + 1)) }

    /// Whether the decoded name has exactly these characters.
    func isNamed(_ name: String) -> Bool {
        let encoded = self.text.prefix(self.nameByteCount)
        guard encoded.contains(UInt8(ascii: "%")) else { return encoded.elementsEqual(name.utf8) }
        return Self.decoded(encoded).elementsEqual(name.utf8)
    }

    /// The bytes with every `%` and two hexadecimal digits replaced by the byte they stand for.
    ///
    /// `Compatibility:` a `%` without two digits stands for itself, and `+` is not a space; pinned by
    /// `parametersBecomeTheRequest`.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = Self.value(ofDigits: rest.prefix(2)) {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }

    private static func value(ofDigits digits: ArraySlice<UInt8>) -> UInt8? {
        // The radix alone would let a sign through.
        guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
