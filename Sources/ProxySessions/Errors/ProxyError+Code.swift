extension ProxyError {
    /// A name for the kind of error that stays the same, for searching and counting in logs.
    package var code: String {
        switch self.kind {
        case .noRoute: "no-route"
        case .rewritingFailed: "rewriting-failed"
        case .noTargetReachable: "no-target-reachable"
        case .originAddressBlocked: "origin-address-blocked"
        case .originClosed: "origin-closed"
        case .originFailed: "origin-failed"
        case .lengthRequired: "length-required"
        case .jsonpEncodingFailed: "jsonp-encoding-failed"
        case .jsonpParameterInvalid: "jsonp-parameter-invalid"
        case .instructTooLarge: "instruct-too-large"
        case .requestTooLargeForInstruct: "request-too-large-for-instruct"
        case .instructInvalid: "instruct-invalid"
        case .instructUnavailable: "instruct-unavailable"
        case .holdFailed: "hold-failed"
        case .webSocketEventsForbidden: "websocket-events-forbidden"
        case .originNotAllowed: "origin-not-allowed"
        case .malformedRequest: "malformed-request"
        case .headTooLarge: "head-too-large"
        case .tooManyFields: "too-many-fields"
        case .targetTooLong: "target-too-long"
        case .unsupportedVersion: "unsupported-version"
        case .notImplemented: "not-implemented"
        case .bodyTooLarge: "body-too-large"
        case .requestTimeout: "request-timeout"
        case .invalidWebSocketRequest: "invalid-websocket-request"
        case .overloaded: "overloaded"
        case .internalFailure: "internal-failure"
        }
    }
}
