import NIOCore

/// The first line of a head: a request line or a status line.
protocol StartLine: Sendable {
    /// Which departures from the strict form are understood in the fields that follow.
    static var leniency: FieldLine.Leniency { get }

    /// The most empty lines that are skipped in front of the line.
    static var leadingEmptyLines: Int { get }

    /// Reads a line without its line end; it may be empty.
    init(_ line: Span<UInt8>, limits: HeadLimits) throws(HTTPDecodingError)
}

/// Reads heads of one kind from bytes that arrive in pieces.
///
/// The bytes of a head stay in the buffer until all of it has come; what was found in them is kept, so that no line is
/// parsed twice and no byte looked at more than three times, however small the pieces are.
struct HeadParser<Line: StartLine>: Sendable {
    /// The start line, as soon as it has come.
    private var line: Line?

    /// The empty lines skipped so far, which are the only bytes consumed.
    private var emptyLines = 0

    private var search = LineSearch()

    /// Reads the fields; between heads it is free for trailer fields.
    var section = FieldSectionParser()

    /// The next head, or nil if more bytes are needed.
    ///
    /// - Throws: The first thing wrong with it.
    mutating func next(
        from buffer: inout ByteBuffer,
        limits: HeadLimits
    ) throws(HTTPDecodingError) -> (line: Line, fields: HeaderFields)? {
        if self.line == nil {
            guard let line = try self.readLine(from: &buffer, limits: limits) else { return nil }
            self.line = line
        }
        guard
            let end = try self.section.advance(
                buffer.readableBytesUInt8Span,
                limits: limits,
                leniency: Line.leniency
            ),
            let line = self.line.take()
        else { return nil }
        buffer.moveReaderIndex(forwardBy: end)
        let fields = self.section.takeFields()
        self.emptyLines = 0
        self.search = LineSearch()
        return (line, fields)
    }

    /// The start line, or nil if it has not come whole.
    private mutating func readLine(
        from buffer: inout ByteBuffer,
        limits: HeadLimits
    ) throws(HTTPDecodingError) -> Line? {
        while true {
            let end = try self.findLine(buffer.readableBytesUInt8Span, limits: limits)
            guard let end else { return nil }
            if end.content > 0 || Line.leadingEmptyLines == 0 {
                self.section.begin(at: end.line)
                return try Line(buffer.readableBytesUInt8Span.extracting(..<end.content), limits: limits)
            }
            self.emptyLines += 1
            guard self.emptyLines <= Line.leadingEmptyLines else {
                throw .tooManyEmptyLines(limit: Line.leadingEmptyLines)
            }
            buffer.moveReaderIndex(forwardBy: end.line)
            self.search = LineSearch()
        }
    }

    /// Where the first line ends, without its line end and with it, or nil if that has not come.
    private mutating func findLine(
        _ bytes: Span<UInt8>,
        limits: HeadLimits
    ) throws(HTTPDecodingError) -> (content: Int, line: Int)? {
        let lineFeed = self.search.lineFeed(in: bytes, from: 0)
        guard lineFeed ?? bytes.count - 1 < limits.headBytes else { throw .headTooLarge(limit: limits.headBytes) }
        return lineFeed.map { (bytes.lineContentEnd(lineFeed: $0), $0 + 1) }
    }
}
