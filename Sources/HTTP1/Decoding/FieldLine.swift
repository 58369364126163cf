/// One line of a header or trailer section, as offsets into the bytes.
///
///     Name: value CR LF
///     ↑   ↑ ↑    ↑     ↑
///     │   │ │    │     next
///     │   │ │    valueEnd
///     │   │ valueStart
///     │   nameEnd
///     start
///
/// Source: RFC 9112, section 5.
struct FieldLine {
    var nameEnd: Int
    var valueStart: Int
    var valueEnd: Int

    /// The offset behind the line end.
    var next: Int

    /// Whether the line is already as it will be written: one space behind the colon, none behind the value, CR LF.
    var isCanonical: Bool

    /// Which departures from the strict form are understood.
    struct Leniency: OptionSet, Sendable {
        let rawValue: UInt8

        /// A line may end in LF alone (RFC 9112, section 2.2).
        static let bareLineFeed = Leniency(rawValue: 1)

        /// White space between name and colon is left out, as a proxy must do with responses (RFC 9112, section 5.1).
        static let spaceBeforeColon = Leniency(rawValue: 2)
    }

    /// What is at an offset.
    enum Outcome {
        case field(FieldLine)

        /// The empty line; the section ends before `next`.
        case end(next: Int)

        /// The line has not come to its end, and so far nothing is wrong with it.
        case incomplete

        /// A byte at this offset has no place there.
        case malformed(at: Int)
    }

    /// Reads the line beginning at `start`, which is at most `bytes.count`.
    @inline(__always)
    static func read(_ bytes: Span<UInt8>, from start: Int, leniency: Leniency) -> Outcome {
        let count = bytes.count
        var index = start
        while index < count, ByteClass.isToken(bytes[index]) {
            index &+= 1
        }
        guard index < count else { return .incomplete }
        guard index > start else {
            return self.readEmptyLine(bytes, from: start, leniency: leniency)
        }
        let nameEnd = index
        if leniency.contains(.spaceBeforeColon) {
            while index < count, ByteClass.isWhitespace(bytes[index]) {
                index &+= 1
            }
            guard index < count else { return .incomplete }
        }
        guard bytes[index] == ByteClass.colon else { return .malformed(at: index) }
        let colon = index
        index &+= 1
        while index < count, ByteClass.isWhitespace(bytes[index]) {
            index &+= 1
        }
        let valueStart = index
        index = bytes.firstNonFieldContent(from: index)
        guard index < count else { return .incomplete }
        var valueEnd = index
        let isBare = bytes[index] == ByteClass.lineFeed
        if isBare {
            guard leniency.contains(.bareLineFeed) else { return .malformed(at: index) }
        } else {
            guard bytes[index] == ByteClass.carriageReturn else { return .malformed(at: index) }
            index &+= 1
            guard index < count else { return .incomplete }
            guard bytes[index] == ByteClass.lineFeed else { return .malformed(at: index) }
        }
        while valueEnd > valueStart, ByteClass.isWhitespace(bytes[valueEnd &- 1]) {
            valueEnd &-= 1
        }
        let lineEndLength = isBare ? 1 : 2
        let isCanonical =
            !isBare && colon == nameEnd && valueStart == colon &+ 2 && bytes[colon &+ 1] == ByteClass.space
            && index &+ 1 == valueEnd &+ lineEndLength
        return .field(
            FieldLine(
                nameEnd: nameEnd,
                valueStart: valueStart,
                valueEnd: valueEnd,
                next: index &+ 1,
                isCanonical: isCanonical
            )
        )
    }

    /// Reads a line whose first byte is there and is not part of a name.
    private static func readEmptyLine(_ bytes: Span<UInt8>, from start: Int, leniency: Leniency) -> Outcome {
        switch bytes[start] {
        case ByteClass.lineFeed where leniency.contains(.bareLineFeed):
            .end(next: start + 1)
        case ByteClass.carriageReturn where start + 1 == bytes.count:
            .incomplete
        case ByteClass.carriageReturn where bytes[start + 1] == ByteClass.lineFeed:
            .end(next: start + 2)
        case ByteClass.carriageReturn:
            .malformed(at: start + 1)
        default:
            .malformed(at: start)
        }
    }
}
