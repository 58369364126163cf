/// The `cstring` format of keep-alive data: text with `\\`, `\r`, `\n`, `\t` and `\xHH`.
///
/// Source: reference "GRIP" 1.2; `\t` by seed libraries P5.
enum CString {
    /// The bytes the text stands for; `nil` when it ends in a backslash or has a bad hexadecimal escape.
    ///
    /// Compatibility: Pushpin drops the backslash and the byte after it when it does not know the escape. Both are
    /// kept here, so that the keep-alives of encoders that double a backslash once too often arrive as they were
    /// written (seed libraries, trap 7).
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == ASCII.backslash else {
                bytes.append(byte)
                continue
            }
            guard let letter = rest.popFirst() else { return nil }
            switch letter {
            case ASCII.backslash: bytes.append(ASCII.backslash)
            case UInt8(ascii: "r"): bytes.append(ASCII.carriageReturn)
            case UInt8(ascii: "n"): bytes.append(ASCII.lineFeed)
            case UInt8(ascii: "t"): bytes.append(ASCII.tab)
            case UInt8(ascii: "x"):
                guard let high = rest.popFirst().flatMap(ASCII.hexValue),
                    let low = rest.popFirst().flatMap(ASCII.hexValue)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes += [ASCII.backslash, letter]
            }
        }
        return bytes
    }
}
