/// Why bytes from a peer are not an HTTP/1.x message that may be passed on.
///
/// After an error nothing more is decoded: where the next message begins is no longer known, so the connection must be
/// closed.
package enum HTTPDecodingError: Error, Equatable, CustomStringConvertible {
    /// The request line or status line does not have its three parts, or has a forbidden byte in one of them.
    case malformedStartLine

    /// A field line has no colon, no name or white space in the name, is folded, or contains a control byte.
    case malformedField

    /// The start line names a major version other than 1.
    case unsupportedVersion

    /// The head, or the trailer section, is longer than `limit` bytes.
    case headTooLarge(limit: Int)

    /// There are more than `limit` field lines in the head or in the trailer section.
    case tooManyFields(limit: Int)

    /// The request target is longer than `limit` bytes.
    case targetTooLong(limit: Int)

    /// More than `limit` empty lines stand before the request line.
    case tooManyEmptyLines(limit: Int)

    /// More than `limit` interim responses came before the final one.
    case tooManyInformationalHeads(limit: Int)

    /// A `Content-Length` is not a plain decimal number, or not one this machine can count to.
    case invalidContentLength

    /// Two `Content-Length` fields differ, so two readers could see two different messages.
    case conflictingContentLengths

    /// `Transfer-Encoding` is anything but `chunked`, once.
    case unsupportedTransferCoding

    /// A request of HTTP/1.0 has `Transfer-Encoding`, which that version does not know.
    case transferCodingInOldVersion

    /// A chunk's size line or end is not what it must be.
    case malformedChunk

    /// The lines between the chunks are longer than `limit` bytes.
    case chunkExtensionsTooLarge(limit: Int)

    /// Bytes came that belong to no message, such as an answer to no request.
    case unexpectedBytes

    /// The connection ended within a message.
    case truncated

    /// The status that answers a request with this error.
    ///
    /// An origin's response with any of these errors is a 502, whatever this says.
    package var status: Int {
        switch self {
        case .malformedStartLine, .malformedField, .tooManyEmptyLines, .tooManyInformationalHeads,
            .invalidContentLength, .conflictingContentLengths, .transferCodingInOldVersion,
            .malformedChunk, .chunkExtensionsTooLarge, .unexpectedBytes, .truncated:
            400
        case .targetTooLong: 414
        case .headTooLarge, .tooManyFields: 431
        case .unsupportedTransferCoding: 501
        case .unsupportedVersion: 505
        }
    }

    /// One line for an operator: what is wrong with the message, where, and what to do.
    package var description: String {
        switch self {
        case .malformedStartLine:
            "malformed start line: expected a request line or status line of HTTP/1.x"
        case .malformedField:
            "malformed header field: expected 'name: value' on one line, without control characters"
        case .unsupportedVersion:
            "unsupported HTTP version in the start line: use HTTP/1.0 or HTTP/1.1"
        case .headTooLarge(let limit):
            "header block exceeds the limit of \(limit) bytes: send less, or raise the limit"
        case .tooManyFields(let limit):
            "more than \(limit) header fields: send fewer, or raise the limit"
        case .targetTooLong(let limit):
            "request target exceeds the limit of \(limit) bytes: send less, or raise the limit"
        case .tooManyEmptyLines(let limit):
            "more than \(limit) empty lines before the request line"
        case .tooManyInformationalHeads(let limit):
            "more than \(limit) interim responses before the final one"
        case .invalidContentLength:
            "invalid content length: expected one decimal number"
        case .conflictingContentLengths:
            "conflicting content lengths: send the header once"
        case .unsupportedTransferCoding:
            "unsupported transfer encoding: only 'chunked', once, is understood"
        case .transferCodingInOldVersion:
            "transfer encoding in an HTTP/1.0 request: use Content-Length, or HTTP/1.1"
        case .malformedChunk:
            "malformed chunk in the body: expected a hexadecimal size, CRLF, so many bytes and CRLF"
        case .chunkExtensionsTooLarge(let limit):
            "chunk extensions exceed the limit of \(limit) bytes: leave them out"
        case .unexpectedBytes:
            "bytes that belong to no message: the peer sent more than it announced"
        case .truncated:
            "the connection ended within a message"
        }
    }
}
