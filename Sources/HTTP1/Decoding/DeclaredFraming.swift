/// What the fields of a message say about the length of its body.
///
/// Two readers that disagree about this see different messages in the same bytes: that is how requests are smuggled.
/// So everything doubtful is refused, and what is left is made unmistakable for the next reader.
/// Source: RFC 9112, sections 6.1 to 6.3 and 11.2.
struct DeclaredFraming {
    /// The value of `Content-Length`, unless chunks count.
    var contentLength: Int?

    /// Whether the body is chunked.
    var isChunked = false

    /// Whether both kinds of length were given, so that the connection must close after the message.
    var isAmbiguous = false

    private static let chunked = Array("chunked".utf8)

    /// Reads the framing fields, and takes out those that do not count: repeated lengths, and any length beside chunks.
    ///
    /// - Throws: `invalidContentLength`, `conflictingContentLengths` or `unsupportedTransferCoding`.
    init(of fields: inout HeaderFields) throws(HTTPDecodingError) {
        var hasRepeatedLength = false
        for entry in fields.entries {
            // The lengths of the two names; nearly every other field is passed by without a look at its bytes.
            if entry.nameLength == 14, entry.isNamed(FieldName.contentLength.lowercased, in: fields.block) {
                let length = try Self.length(fields.block.span.extracting(entry.valueStart..<entry.valueEnd))
                guard self.contentLength == nil || self.contentLength == length else {
                    throw .conflictingContentLengths
                }
                hasRepeatedLength = self.contentLength != nil
                self.contentLength = length
            } else if entry.nameLength == 17, entry.isNamed(FieldName.transferEncoding.lowercased, in: fields.block) {
                guard !self.isChunked,
                    Self.isChunked(fields.block.span.extracting(entry.valueStart..<entry.valueEnd))
                else { throw .unsupportedTransferCoding }
                self.isChunked = true
            }
        }
        if self.isChunked, self.contentLength != nil {
            self.contentLength = nil
            self.isAmbiguous = true
            fields.removeAll(.contentLength)
        } else if hasRepeatedLength {
            fields.removeAllButFirst(.contentLength)
        }
    }

    /// A decimal number without sign, space or list.
    private static func length(_ value: Span<UInt8>) throws(HTTPDecodingError) -> Int {
        guard !value.isEmpty else { throw .invalidContentLength }
        var length = 0
        for index in value.indices {
            guard let digit = ByteClass.digit(value[index]) else { throw .invalidContentLength }
            let (tenfold, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, overflowAgain) = tenfold.addingReportingOverflow(digit)
            guard !overflow, !overflowAgain else { throw .invalidContentLength }
            length = sum
        }
        return length
    }

    /// Whether the value is the one coding that is understood, in any spelling.
    private static func isChunked(_ value: Span<UInt8>) -> Bool {
        guard value.count == self.chunked.count else { return false }
        for index in value.indices where ByteClass.lowercased(value[index]) != self.chunked[index] {
            return false
        }
        return true
    }
}
