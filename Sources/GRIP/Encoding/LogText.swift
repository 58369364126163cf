/// Text from outside, made fit for a line that an operator reads.
enum LogText {
    /// How many bytes of a name are shown.
    static let maximumBytes = 200

    /// The text with its control characters written as `\xHH`, cut after ``maximumBytes``.
    static func printable(_ text: String) -> String {
        guard text.utf8.count > self.maximumBytes || text.utf8.contains(where: ASCII.isControl) else { return text }
        let shown = text.utf8.count > self.maximumBytes ? text.utf8.prefix(self.maximumBytes) : text.utf8[...]
        let escaped = String(decoding: shown, as: UTF8.self).unicodeScalars.map(self.escaped).joined()
        return text.utf8.count > self.maximumBytes ? escaped + "…" : escaped
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        guard let byte = UInt8(exactly: scalar.value), ASCII.isControl(byte) else { return String(scalar) }
        return (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16)
    }
}
