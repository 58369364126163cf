import NIOCore

/// Cuts the body of one message out of the bytes of a connection, by its framing.
struct BodyDecoder: Sendable {
    private enum Phase: Sendable {
        /// So many bytes are still to come.
        case sized(remaining: Int)

        /// The line in front of a chunk comes next.
        case chunkLine

        /// So many bytes of a chunk are still to come.
        case chunk(remaining: Int)

        /// The line end behind a chunk's bytes comes next.
        case chunkEnd

        /// The trailer fields come next.
        case trailers

        /// Everything that comes is body.
        case unlimited
    }

    /// A piece of the body.
    enum Part {
        case bytes(ByteBuffer)
        case end(trailers: HeaderFields)
    }

    private var phase: Phase

    /// The search for the end of a chunk line.
    private var search = LineSearch()

    /// The bytes of chunk lines so far that the chunks' sizes do not justify.
    private var chunkExcess = 0

    init(_ framing: BodyFraming) {
        switch framing {
        case .none: self.phase = .sized(remaining: 0)
        case .length(let length): self.phase = .sized(remaining: length)
        case .chunked: self.phase = .chunkLine
        case .untilClose, .tunnel: self.phase = .unlimited
        }
    }

    /// Whether the end of the connection is the proper end of the body.
    var endsWithConnection: Bool {
        if case .unlimited = self.phase { true } else { false }
    }

    /// Takes the next piece of the body.
    ///
    /// - Parameters:
    ///   - buffer: The bytes of the connection, from which the piece is taken.
    ///   - trailers: Reads the trailer fields; fresh, and for this body alone until its end.
    ///   - limits: The bounds on the trailer section.
    /// - Returns: The piece, or nil if more bytes are needed; nothing follows `end`.
    /// - Throws: What is wrong with a chunk or a trailer field.
    mutating func next(
        from buffer: inout ByteBuffer,
        trailers: inout FieldSectionParser,
        limits: HeadLimits
    ) throws(HTTPDecodingError) -> Part? {
        while true {
            switch self.phase {
            case .sized(remaining: 0):
                return .end(trailers: HeaderFields())
            case .sized(let remaining):
                guard let bytes = buffer.readUpTo(remaining) else { return nil }
                self.phase = .sized(remaining: remaining - bytes.readableBytes)
                return .bytes(bytes)
            case .chunkLine:
                guard let size = try self.readChunkLine(from: &buffer) else { return nil }
                self.phase = size > 0 ? .chunk(remaining: size) : .trailers
            case .chunk(let remaining):
                guard let bytes = buffer.readUpTo(remaining) else { return nil }
                let left = remaining - bytes.readableBytes
                self.phase = left > 0 ? .chunk(remaining: left) : .chunkEnd
                return .bytes(bytes)
            case .chunkEnd:
                guard let lineEnd = buffer.readInteger(as: UInt16.self) else { return nil }
                guard lineEnd == 0x0D0A else { throw .malformedChunk }
                self.phase = .chunkLine
            case .trailers:
                guard let end = try trailers.advance(buffer.readableBytesUInt8Span, limits: limits, leniency: [])
                else { return nil }
                buffer.moveReaderIndex(forwardBy: end)
                self.phase = .sized(remaining: 0)
                return .end(trailers: trailers.takeFields())
            case .unlimited:
                return buffer.readUpTo(.max).map { .bytes($0) }
            }
        }
    }

    /// The size of the next chunk, or nil if its line has not come whole.
    private mutating func readChunkLine(from buffer: inout ByteBuffer) throws(HTTPDecodingError) -> Int? {
        let limit = FixedLimits.chunkLineBytes
        guard let lineFeed = self.search.lineFeed(in: buffer.readableBytesUInt8Span, from: 0) else {
            guard buffer.readableBytes <= limit else { throw .chunkExtensionsTooLarge(limit: limit) }
            return nil
        }
        let length = lineFeed + 1
        guard length <= limit else { throw .chunkExtensionsTooLarge(limit: limit) }
        let size = try ChunkLine(buffer.readableBytesUInt8Span.extracting(..<length)).size
        // Half of the limit is enough of a size to justify any line, and doubling it cannot overflow.
        self.chunkExcess = max(0, self.chunkExcess + length - 16 - 2 * min(size, limit))
        guard self.chunkExcess <= FixedLimits.chunkExcessBytes else {
            throw .chunkExtensionsTooLarge(limit: FixedLimits.chunkExcessBytes)
        }
        buffer.moveReaderIndex(forwardBy: length)
        self.search = LineSearch()
        return size
    }
}

extension ByteBuffer {
    /// Takes at most so many bytes as a slice that shares their memory, or nil if there are none.
    fileprivate mutating func readUpTo(_ count: Int) -> ByteBuffer? {
        self.readableBytes == 0 ? nil : self.readSlice(length: Swift.min(count, self.readableBytes))
    }
}
