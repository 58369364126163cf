/// The name of a WebSocket-over-HTTP connection: a random UUID in small letters (reference: websocket 3.2).
package enum ConnectionID {
    /// Makes an identifier of version 4 (RFC 9562 section 5.4).
    package static func random(using generator: inout some RandomNumberGenerator) -> String {
        let (high, low) = Self.randomHalves(using: &generator)
        return Self.text(high: high, low: low)
    }

    /// Makes the two halves of such an identifier.
    package static func randomHalves(using generator: inout some RandomNumberGenerator) -> (high: UInt64, low: UInt64) {
        let high: UInt64 = (generator.next() & ~0xF000) | 0x4000
        let low: UInt64 = (generator.next() & ~(0b11 << 62)) | (0b10 << 62)
        return (high, low)
    }

    /// The text of an identifier.
    package static func text(high: UInt64, low: UInt64) -> String {
        let digits = Array((Self.hexadecimal(high) + Self.hexadecimal(low)).utf8)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(decoding: digits[$0], as: UTF8.self) }.joined(separator: "-")
    }

    /// The two halves of an identifier as it is written here; `nil` for any other text.
    package static func halves(of text: String) -> (high: UInt64, low: UInt64)? {
        let digits = text.filter { $0 != "-" }
        guard digits.utf8.count == 32, let high = UInt64(digits.prefix(16), radix: 16),
            let low = UInt64(digits.suffix(16), radix: 16), Self.text(high: high, low: low) == text
        else { return nil }
        return (high, low)
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
