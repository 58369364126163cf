/// The first line of a response.
///
///     HTTP/1.1 200 OK CR LF
///
/// The reason phrase may be empty, and then the space in front of it may be missing. Source: RFC 9112, section 4.
struct StatusLine: StartLine {
    static let leniency: FieldLine.Leniency = [.bareLineFeed, .spaceBeforeColon]
    static let leadingEmptyLines = 0

    var version: HTTPVersion
    var status: Int
    var reason: [UInt8]

    /// The usual phrase, shared by all heads that have it.
    private static let ok = Array("OK".utf8)

    /// Reads a line without its line end.
    ///
    /// - Throws: `malformedStartLine` or `unsupportedVersion`.
    init(_ line: Span<UInt8>, limits: HeadLimits) throws(HTTPDecodingError) {
        guard line.count >= 12, line[8] == ByteClass.space else { throw .malformedStartLine }
        self.version = try HTTPVersion(line.extracting(..<8))
        guard let hundreds = ByteClass.digit(line[9]), hundreds > 0,
            let tens = ByteClass.digit(line[10]),
            let units = ByteClass.digit(line[11])
        else { throw .malformedStartLine }
        self.status = hundreds * 100 + tens * 10 + units
        guard line.count > 12 else {
            self.reason = []
            return
        }
        guard line[12] == ByteClass.space, line.firstNonFieldContent(from: 13) == line.count else {
            throw .malformedStartLine
        }
        let isOK = self.status == 200 && line.count == 15 && line[13] == 0x4F && line[14] == 0x4B
        self.reason = isOK ? Self.ok : [UInt8](copying: line.extracting(13...))
    }
}
