/// Builds the `HeaderFields` of a header or trailer section from bytes that arrive in pieces.
///
/// The bytes stay with the caller, unconsumed and at the same offsets, until the section is complete. Lines that are
/// already as they will be written are not copied one by one but as runs: usually the whole section at its end, so that
/// it costs two allocations.
///
/// A line is judged only when its end has come and lies within the limits. What comes out, or which error, therefore
/// never depends on how the bytes were cut into reads.
struct FieldSectionParser: Sendable {
    private var block: [UInt8] = []
    private var entries: [HeaderFields.Entry] = []

    /// The length of the fields so far, copied or not.
    private var byteCount = 0

    /// The offset of the line to be read next.
    private var lineStart = 0

    /// The offset of the first line that is not copied into the block.
    private var runStart = 0

    private var search = LineSearch()

    /// Forgets everything; the section begins at this offset.
    mutating func begin(at offset: Int) {
        self = FieldSectionParser()
        self.lineStart = offset
        self.runStart = offset
    }

    /// Reads the lines that have come.
    ///
    /// - Parameters:
    ///   - bytes: Everything from the start of the head or trailer section.
    ///   - limits: The bounds on the section, the bytes in front of it included.
    ///   - leniency: Which departures from the strict form are understood.
    /// - Returns: The offset behind the section's empty line, or nil if more bytes are needed.
    /// - Throws: The first thing wrong.
    mutating func advance(
        _ bytes: Span<UInt8>,
        limits: HeadLimits,
        leniency: FieldLine.Leniency
    ) throws(HTTPDecodingError) -> Int? {
        if self.search.hasSearched(beyond: self.lineStart),
            self.search.lineFeed(in: bytes, from: self.lineStart) == nil
        {
            return try self.wait(for: bytes, limits: limits)
        }
        while true {
            switch FieldLine.read(bytes, from: self.lineStart, leniency: leniency) {
            case .field(let line):
                guard line.next <= limits.headBytes else { throw .headTooLarge(limit: limits.headBytes) }
                guard self.entries.count < limits.fieldCount else { throw .tooManyFields(limit: limits.fieldCount) }
                self.add(line, of: bytes)
            case .end(let next):
                guard next <= limits.headBytes else { throw .headTooLarge(limit: limits.headBytes) }
                self.copyRun(of: bytes)
                return next
            case .incomplete:
                self.search.noteSearched(bytes.count)
                return try self.wait(for: bytes, limits: limits)
            case .malformed(let offset):
                guard let lineFeed = bytes.firstLineFeed(from: offset) else {
                    self.search.noteSearched(bytes.count)
                    return try self.wait(for: bytes, limits: limits)
                }
                guard lineFeed < limits.headBytes else { throw .headTooLarge(limit: limits.headBytes) }
                throw .malformedField
            }
        }
    }

    /// The fields of the complete section; the parser is ready for another one afterwards.
    mutating func takeFields() -> HeaderFields {
        let fields = HeaderFields(block: self.block, entries: self.entries, byteCount: self.byteCount)
        self.begin(at: 0)
        return fields
    }

    /// More bytes are needed: an error if those that are here are too many already.
    private func wait(for bytes: Span<UInt8>, limits: HeadLimits) throws(HTTPDecodingError) -> Int? {
        guard bytes.count <= limits.headBytes else { throw .headTooLarge(limit: limits.headBytes) }
        return nil
    }

    /// Enters the line that begins at `lineStart`.
    @inline(__always)
    private mutating func add(_ line: FieldLine, of bytes: Span<UInt8>) {
        if self.entries.isEmpty {
            // Enough for most heads, so that the table is allocated once.
            self.entries.reserveCapacity(20)
        }
        let entry = HeaderFields.Entry(
            start: self.byteCount,
            nameLength: line.nameEnd &- self.lineStart,
            valueLength: line.valueEnd &- line.valueStart
        )
        self.entries.append(entry)
        self.byteCount &+= entry.lineLength
        if !line.isCanonical {
            self.copyRun(of: bytes)
            self.block.append(copying: bytes.extracting(self.lineStart..<line.nameEnd))
            self.block.append(ByteClass.colon)
            self.block.append(ByteClass.space)
            self.block.append(copying: bytes.extracting(line.valueStart..<line.valueEnd))
            self.block.append(ByteClass.carriageReturn)
            self.block.append(ByteClass.lineFeed)
            self.runStart = line.next
        }
        self.lineStart = line.next
    }

    /// Copies the lines in front of `lineStart` that are not in the block yet.
    private mutating func copyRun(of bytes: Span<UInt8>) {
        if self.runStart < self.lineStart {
            self.block.append(copying: bytes.extracting(self.runStart..<self.lineStart))
            self.runStart = self.lineStart
        }
    }
}
