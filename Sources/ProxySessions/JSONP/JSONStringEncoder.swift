import NIOCore

/// Writes text that comes in pieces as the inside of a JSON string that is also one of JavaScript.
///
/// Escaped are the quote, the backslash and the control characters (RFC 8259 section 7), and the line separators U+2028
/// and U+2029, which end a line, and with it a string, in scripts older than ECMAScript 2019. All other characters go
/// out as they came. A character that is cut by the end of a piece waits for the next one.
struct JSONStringEncoder: Sendable {
    /// The first bytes of a character whose others are still to come; at most three.
    private var started: [UInt8] = []

    /// Whether everything that came was written.
    var isBetweenCharacters: Bool { self.started.isEmpty }

    /// Writes a text in quotes.
    static func writeString(_ text: String, to buffer: inout ByteBuffer) {
        buffer.writeStaticString("\"")
        var encoder = JSONStringEncoder()
        // A string is always well formed.
        _ = encoder.write(Array(text.utf8).span, to: &buffer)
        buffer.writeStaticString("\"")
    }

    /// Writes a piece.
    ///
    /// - Returns: `false` when the bytes are not UTF-8; the encoder must not be used any more then.
    mutating func write(_ piece: Span<UInt8>, to buffer: inout ByteBuffer) -> Bool {
        guard var position = self.finishCharacter(piece, to: &buffer) else { return false }
        var runStart = position
        while position < piece.count {
            let byte = piece[position]
            guard byte < 0x80 else {
                switch UTF8Character.examine(piece, at: position) {
                case .whole(let length):
                    if let escape = Self.escape(ofCharacterAt: position, in: piece) {
                        Self.write(piece.extracting(runStart..<position), to: &buffer)
                        buffer.writeStaticString(escape)
                        runStart = position + length
                    }
                    position += length
                    continue
                case .cut:
                    Self.write(piece.extracting(runStart..<position), to: &buffer)
                    self.started = (position..<piece.count).map { piece[$0] }
                    return true
                case .malformed:
                    return false
                }
            }
            if Self.needsEscape(byte) {
                Self.write(piece.extracting(runStart..<position), to: &buffer)
                Self.writeEscape(byte, to: &buffer)
                runStart = position + 1
            }
            position += 1
        }
        Self.write(piece.extracting(runStart..<position), to: &buffer)
        return true
    }

    /// Writes the character that an earlier piece began.
    ///
    /// - Returns: how many bytes of the piece belong to it, `nil` when they do not.
    private mutating func finishCharacter(_ piece: Span<UInt8>, to buffer: inout ByteBuffer) -> Int? {
        var position = 0
        while !self.started.isEmpty, position < piece.count {
            self.started.append(piece[position])
            position += 1
            switch UTF8Character.examine(self.started.span, at: 0) {
            case .cut:
                continue
            case .malformed:
                return nil
            case .whole:
                if let escape = Self.escape(ofCharacterAt: 0, in: self.started.span) {
                    buffer.writeStaticString(escape)
                } else {
                    buffer.writeBytes(self.started)
                }
                self.started = []
            }
        }
        return position
    }

    private static func write(_ run: Span<UInt8>, to buffer: inout ByteBuffer) {
        // Unsafe only for elements with padding between their bytes.
        unsafe buffer.writeBytes(run.bytes)
    }

    /// What stands for a character of several bytes, `nil` for itself.
    private static func escape(ofCharacterAt position: Int, in text: Span<UInt8>) -> StaticString? {
        guard text[position] == 0xE2, text[position + 1] == 0x80 else { return nil }
        return switch text[position + 2] {
        case 0xA8: "\\u2028"
        case 0xA9: "\\u2029"
        default: nil
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func writeEscape(_ byte: UInt8, to buffer: inout ByteBuffer) {
        switch byte {
        case UInt8(ascii: "\n"): buffer.writeStaticString("\\n")
        case UInt8(ascii: "\r"): buffer.writeStaticString("\\r")
        case UInt8(ascii: "\t"): buffer.writeStaticString("\\t")
        case 0x08: buffer.writeStaticString("\\b")
        case 0x0C: buffer.writeStaticString("\\f")
        case 0..<0x20:
            buffer.writeStaticString(byte < 0x10 ? "\\u000" : "\\u00")
            buffer.writeString(String(byte, radix: 16))
        default:
            buffer.writeStaticString("\\")
            buffer.writeInteger(byte)
        }
    }
}
