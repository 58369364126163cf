import NIOCore

/// The form in which values of subscribers and items travel in a header.
///
/// Source: reference "GRIP" 6.5, `Sub-Meta` and `Pub-Meta`.
enum MetaHeader {
    /// The values as a JSON object with sorted names, in visible ASCII and spaces.
    ///
    /// Everything else is escaped, since frameworks do not agree on the encoding of header values.
    static func value(_ meta: [String: String]) -> String {
        var buffer = ByteBuffer()
        JSONValue.object(
            JSONObject(uniqueMembers: meta.map { JSONObject.Member(name: $0.key, value: .string($0.value)) })
        ).write(to: &buffer, sortedKeys: true)
        var text = ""
        for scalar in String(buffer: buffer).unicodeScalars {
            if 0x20...0x7E ~= scalar.value {
                text.unicodeScalars.append(scalar)
            } else {
                text += String(scalar).utf16.map(self.escaped).joined()
            }
        }
        return text
    }

    private static func escaped(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
