/// The first line of a request.
///
///     GET /path?query HTTP/1.1 CR LF
///
/// Three parts with exactly one space between them. Source: RFC 9112, section 3.
struct RequestLine: StartLine {
    static let leniency = FieldLine.Leniency.bareLineFeed
    static let leadingEmptyLines = FixedLimits.leadingEmptyLines

    var method: String
    var target: [UInt8]
    var version: HTTPVersion

    /// Reads a line without its line end.
    ///
    /// - Throws: `malformedStartLine`, `unsupportedVersion` or `targetTooLong`.
    init(_ line: Span<UInt8>, limits: HeadLimits) throws(HTTPDecodingError) {
        var index = 0
        while index < line.count, ByteClass.isToken(line[index]) {
            index &+= 1
        }
        let methodEnd = index
        guard methodEnd > 0, index < line.count, line[index] == ByteClass.space else { throw .malformedStartLine }
        index &+= 1
        let targetStart = index
        while index < line.count, ByteClass.isTarget(line[index]) {
            index &+= 1
        }
        let targetEnd = index
        guard targetEnd > targetStart, index < line.count, line[index] == ByteClass.space else {
            throw .malformedStartLine
        }
        self.version = try HTTPVersion(line.extracting((index &+ 1)...))
        guard targetEnd &- targetStart <= limits.targetBytes else { throw .targetTooLong(limit: limits.targetBytes) }
        // Safety: the pointer does not leave the closure, and the string copies what it points to.
        self.method = unsafe line.extracting(..<methodEnd).withUnsafeBufferPointer { pointer in
            unsafe String(decoding: pointer, as: UTF8.self)
        }
        self.target = [UInt8](copying: line.extracting(targetStart..<targetEnd))
    }
}
