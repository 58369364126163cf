package import HTTP1

extension ProxyError {
    /// The answer to bytes from a client that are not a request which may be passed on (reference: behaviour 3.9).
    package init(_ error: HTTPDecodingError) {
        let kind: Kind =
            switch error {
            case .malformedStartLine: .malformedRequest(reason: "invalid request line")
            case .malformedField: .malformedRequest(reason: "invalid header")
            case .unsupportedVersion: .unsupportedVersion
            case .headTooLarge(let limit): .headTooLarge(limitBytes: limit)
            case .tooManyFields(let limit): .tooManyFields(limit: limit)
            case .targetTooLong(let limit): .targetTooLong(limitBytes: limit)
            case .tooManyEmptyLines: .malformedRequest(reason: "too many empty lines")
            case .invalidContentLength: .malformedRequest(reason: "invalid content length")
            case .conflictingContentLengths: .malformedRequest(reason: "conflicting content lengths")
            case .unsupportedTransferCoding: .notImplemented(reason: "unsupported transfer encoding")
            case .transferCodingInOldVersion: .malformedRequest(reason: "unsupported transfer encoding")
            case .malformedChunk: .malformedRequest(reason: "invalid chunk")
            case .chunkExtensionsTooLarge: .malformedRequest(reason: "too many chunk extensions")
            // These are about responses, or about a client that is gone.
            case .tooManyInformationalHeads, .unexpectedBytes, .truncated:
                .malformedRequest(reason: "unexpected end")
            }
        self.init(kind)
    }

    /// The answer to a request whose host or target cannot be used.
    package init(_ error: RequestURIError) {
        let kind: Kind =
            switch error {
            case .invalidHost, .invalidTarget: .malformedRequest(reason: error.description)
            case .connectUnsupported: .notImplemented(reason: error.description)
            }
        self.init(kind)
    }

    /// The answer to a JSON-P request with a parameter that cannot be used (reference: behaviour 5.1).
    package init(_ error: JSONPError) {
        self.init(.jsonpParameterInvalid(error))
    }
}
