/// The name of a WebSocket-over-HTTP connection: a random UUID in small letters (reference: websocket 3.2).
package enum ConnectionID {
    /// Makes an identifier of version 4 (RFC 9562 section 5.4).
    package static func random(using generator: inout some RandomNumberGenerator) -> String {
        let high: UInt64 = (generator.next() & ~0xF000) | 0x4000
        let low: UInt64 = (generator.next() & ~(0b11 << 62)) | (0b10 << 62)
        let digits = Array((Self.hexadecimal(high) + Self.hexadecimal(low)).utf8)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(decoding: digits[$0], as: UTF8.self) }.joined(separator: "-")
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
