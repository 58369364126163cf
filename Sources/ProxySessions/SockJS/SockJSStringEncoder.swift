package import NIOCore

/// Writes text that comes in pieces as the inside of a JSON string, the way SockJS wants it.
///
/// Beside what JSON asks for, the characters are escaped that scripts or WebSockets of some browsers change or drop: the
/// list `escapable_by_server` of SockJS 0.3.3, "JSON Unicode Encoding". Bytes that are not UTF-8 become U+FFFD, since a
/// message of SockJS is always text.
package struct SockJSStringEncoder: Sendable {
    /// The first bytes of a character whose others are still to come; at most three.
    private var started: [UInt8] = []
    /// Whether the string stands in a page, where `</script>` would end the script around it.
    private let isWithinMarkup: Bool

    /// An encoder for one string.
    package init(isWithinMarkup: Bool = false) {
        self.isWithinMarkup = isWithinMarkup
    }

    /// Writes a text that is complete.
    static func writeWhole(_ text: ByteBuffer, isWithinMarkup: Bool = false, to buffer: inout ByteBuffer) {
        var encoder = SockJSStringEncoder(isWithinMarkup: isWithinMarkup)
        encoder.write(text, to: &buffer)
        encoder.finish(to: &buffer)
    }

    /// Writes a piece, but for a character that the next piece continues.
    package mutating func write(_ piece: ByteBuffer, to buffer: inout ByteBuffer) {
        let text = piece.readableBytesUInt8Span
        var position = self.finishCharacter(text, to: &buffer)
        var runStart = position
        while position < text.count {
            guard text[position] >= 0x80 || text[position] == UInt8(ascii: "<") else {
                position += 1
                continue
            }
            let length: Int
            let escape: UInt32?
            switch self.examine(text, at: position) {
            case .plain(let count): (length, escape) = (count, nil)
            case .escaped(let count, let unit): (length, escape) = (count, unit)
            case .malformed(let count): (length, escape) = (count, Self.replacement)
            case .cut:
                Self.write(text.extracting(runStart..<position), to: &buffer)
                self.started = (position..<text.count).map { text[$0] }
                return
            }
            if let escape {
                Self.write(text.extracting(runStart..<position), to: &buffer)
                Self.writeEscape(escape, to: &buffer)
                runStart = position + length
            }
            position += length
        }
        Self.write(text.extracting(runStart..<position), to: &buffer)
    }

    /// The text is complete.
    package mutating func finish(to buffer: inout ByteBuffer) {
        guard !self.started.isEmpty else { return }
        self.started = []
        Self.writeEscape(Self.replacement, to: &buffer)
    }

    // MARK: Characters

    private static let replacement: UInt32 = 0xFFFD

    private enum Examination {
        /// Bytes that are written as JSON writes them.
        case plain(Int)
        /// Bytes in whose place the escape of a code unit is written.
        case escaped(Int, UInt32)
        /// Bytes that begin no character, or one that is broken off.
        case malformed(Int)
        /// The text ends within a character.
        case cut
    }

    private func examine(_ text: Span<UInt8>, at position: Int) -> Examination {
        guard text[position] >= 0x80 else {
            return self.isWithinMarkup ? .escaped(1, UInt32(text[position])) : .plain(1)
        }
        switch UTF8Character.examine(text, at: position) {
        case .cut:
            return .cut
        case .malformed:
            // As much as could have become a character is replaced as a whole, however the text is cut.
            var length = 1
            while UTF8Character.examine(text.extracting(position..<position + length), at: 0) == .cut {
                length += 1
            }
            return .malformed(max(1, length - 1))
        case .whole(let length):
            // All characters of the list have three bytes.
            guard length == 3 else { return .plain(length) }
            let unit =
                UInt32(text[position] & 0x0F) << 12 | UInt32(text[position + 1] & 0x3F) << 6
                | UInt32(text[position + 2] & 0x3F)
            return Self.isEscaped(unit) ? .escaped(length, unit) : .plain(length)
        }
    }

    private static func isEscaped(_ unit: UInt32) -> Bool {
        switch unit {
        case 0x200C...0x200F, 0x2028...0x202F, 0x2060...0x206F, 0xFFF0...0xFFFF: true
        default: false
        }
    }

    /// Writes the character that an earlier piece began.
    ///
    /// - Returns: how many bytes of the piece belong to it.
    private mutating func finishCharacter(_ text: Span<UInt8>, to buffer: inout ByteBuffer) -> Int {
        var position = 0
        while !self.started.isEmpty, position < text.count {
            let character = self.started + [text[position]]
            switch self.examine(character.span, at: 0) {
            case .cut:
                self.started = character
                position += 1
            case .plain:
                self.started = []
                Self.write(character.span, to: &buffer)
                position += 1
            case .malformed:
                // The piece does not continue it.
                self.started = []
                Self.writeEscape(Self.replacement, to: &buffer)
            case .escaped(_, let unit):
                self.started = []
                Self.writeEscape(unit, to: &buffer)
                position += 1
            }
        }
        return position
    }

    // MARK: Writing

    /// Writes whole characters that need no more than JSON's own escapes.
    private static func write(_ run: Span<UInt8>, to buffer: inout ByteBuffer) {
        guard !run.isEmpty else { return }
        var encoder = JSONStringEncoder()
        // The run consists of whole characters, so it is never refused.
        _ = encoder.write(run, to: &buffer)
    }

    private static func writeEscape(_ unit: UInt32, to buffer: inout ByteBuffer) {
        let digits = String(unit, radix: 16)
        buffer.writeStaticString("\\u")
        buffer.writeRepeatingByte(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
        buffer.writeString(digits)
    }
}
