package import HTTP1

/// Everything for which the control port answers with an error (reference: grip 4).
package enum ControlRefusal: Equatable, Sendable {
    /// The head does not parse.
    case malformedHead
    /// The head is larger than `push_in_http_max_headers_size`.
    case headTooLarge
    /// `Content-Length` is no number, or two of them differ.
    case badContentLength
    /// `Content-Length` is more than `push_in_http_max_body_size`.
    case bodyTooLarge
    /// The body comes without a length.
    case lengthRequired
    /// The request did not arrive in time.
    case timedOut
    /// A web page may have made the request.
    case webPage(WebPageGuard.Refusal)
    /// The publisher did not prove that it has the key.
    case unauthorized(ControlAuthentication.Failure)
    /// `Accept` allows none of our formats.
    case notAcceptable
    /// The target exists, for another method than this.
    case methodNotAllowed(String)
    /// The target does not exist.
    case notFound
    /// The body of a publish is not what it must be; the text is the answer.
    case malformedPublish(String)

    /// The refusal of a request whose head or framing the decoder refused.
    package init(_ error: HTTPDecodingError) {
        switch error {
        case .headTooLarge, .tooManyFields, .targetTooLong: self = .headTooLarge
        case .invalidContentLength, .conflictingContentLengths: self = .badContentLength
        case .unsupportedTransferCoding, .transferCodingInOldVersion: self = .lengthRequired
        case .malformedStartLine, .malformedField, .unsupportedVersion, .tooManyEmptyLines,
            .tooManyInformationalHeads, .malformedChunk, .chunkExtensionsTooLarge, .unexpectedBytes, .truncated:
            self = .malformedHead
        }
    }
}

extension ControlRefusal {
    /// The status of the answer.
    package var status: Int {
        switch self {
        case .malformedHead, .headTooLarge, .badContentLength, .bodyTooLarge, .malformedPublish: 400
        case .unauthorized: 401
        case .webPage: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .timedOut: 408
        case .lengthRequired: 411
        }
    }
}

extension ControlRefusal: CustomStringConvertible {
    /// The body of the answer, without the newline at its end.
    package var description: String {
        switch self {
        case .malformedHead: "Failed to parse request header."
        case .headTooLarge: "Request header too large."
        case .badContentLength: "Bad Content-Length."
        case .bodyTooLarge: "Request body too large."
        case .lengthRequired: "Request requires Content-Length."
        case .timedOut: "Request timed out."
        case .webPage(let refusal): refusal.description
        case .unauthorized(let failure): failure.description
        case .notAcceptable: "Not Acceptable. Supported formats are text/plain and application/json."
        case .methodNotAllowed(let method): "Method not allowed: \(method)."
        case .notFound: "Not Found"
        case .malformedPublish(let text): text
        }
    }
}
