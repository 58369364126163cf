/// The line in front of the bytes of a chunk.
///
///     1A;name=value CR LF
///
/// Extensions are skipped. The line must end in CR LF: no old peer needs less here, and readers that disagree on where
/// an extension ends disagree on where the body ends. Source: RFC 9112, section 7.1.
struct ChunkLine {
    /// The number of bytes in the chunk; zero for the last.
    var size: Int

    /// Reads a line that ends with its line feed.
    ///
    /// - Throws: `malformedChunk`.
    init(_ line: Span<UInt8>) throws(HTTPDecodingError) {
        let contentEnd = line.count - 2
        guard contentEnd > 0, line[contentEnd] == ByteClass.carriageReturn else { throw .malformedChunk }
        var index = 0
        var size = 0
        while index < contentEnd, let digit = ByteClass.hexDigit(line[index]) {
            guard size <= Int.max >> 4 else { throw .malformedChunk }
            size = size << 4 | digit
            index += 1
        }
        guard index > 0 else { throw .malformedChunk }
        while index < contentEnd, ByteClass.isWhitespace(line[index]) {
            index += 1
        }
        guard index == contentEnd || line[index] == ByteClass.semicolon,
            line.firstNonFieldContent(from: index) == contentEnd
        else { throw .malformedChunk }
        self.size = size
    }
}
