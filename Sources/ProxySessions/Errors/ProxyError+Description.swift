extension ProxyError: CustomStringConvertible {
    /// The line an operator reads: what happened, and what to do where that is known.
    package var description: String {
        switch self.kind {
        case .noRoute(let host):
            "no route for host '\(host)'; add a rule for it or for '*' to the routes"
        case .rewritingFailed:
            "the rewritten path does not begin with '/'; check path_rem and replace_beg of the route"
        case .noTargetReachable(let tried):
            "no target could be reached, tried \(tried.joined(separator: ", "))"
        case .originAddressBlocked:
            "the address of an untrusted target is loopback, private or link-local"
        case .originClosed:
            "the origin closed the connection before it answered"
        case .originFailed(let reason):
            "the origin's response is unusable: \(reason)"
        case .lengthRequired:
            "the origin wants a Content-Length that the request does not have"
        case .jsonpEncodingFailed(let reason):
            "the origin's response cannot be JSON-P encoded: \(reason)"
        case .instructTooLarge(let target):
            "the body of a GRIP response from \(target) passed its limit"
        case .requestTooLargeForInstruct:
            "the origin answered a request whose body is too large to be replayed with a GRIP response"
        case .instructInvalid(let reason):
            "the origin's GRIP response does not parse: \(reason)"
        case .instructUnavailable:
            "a GRIP response could not be handled"
        case .holdFailed(let reason):
            "a hold could not go on: \(reason)"
        case .webSocketEventsForbidden:
            "a client that is not trusted sent WebSocket events"
        case .originNotAllowed(let origin):
            "a page of '\(origin)' may not open WebSockets here; add it to aco_origins of the route if it should"
        case .malformedRequest(let reason), .notImplemented(let reason):
            "the request cannot be read: \(reason)"
        case .headTooLarge(let limitBytes):
            "the request's head passed client_buffer_size, \(limitBytes) bytes"
        case .tooManyFields(let limit):
            "the request has more than \(limit) header fields"
        case .targetTooLong(let limitBytes):
            "the request's target is longer than \(limitBytes) bytes"
        case .unsupportedVersion:
            "the request's HTTP version is not supported"
        case .bodyTooLarge(let limitBytes):
            "the request's body is longer than \(limitBytes) bytes"
        case .requestTimeout:
            "the request did not arrive in time"
        case .invalidWebSocketRequest:
            "the request has 'Upgrade: websocket' but is no valid WebSocket handshake"
        case .jsonpParameterInvalid(let error):
            "the JSON-P parameter '\(error.rawValue)' of the request cannot be used"
        case .overloaded(let limit, _):
            "the limit \(limit) is reached; raise it if the machine has room"
        case .internalFailure(let reason):
            "the request could not be processed: \(reason)"
        }
    }
}
