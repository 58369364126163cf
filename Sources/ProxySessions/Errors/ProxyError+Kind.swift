extension ProxyError {
    /// Every reason for which a request is answered by this proxy itself.
    package enum Kind: Equatable, Sendable {
        // The route.

        /// No rule of the routes file matches; the host is without its port.
        case noRoute(host: String)
        /// The route's `path_rem` leaves a path that does not begin with a slash.
        case rewritingFailed

        // The origin.

        /// Every target tried refused the connection, failed in TLS or timed out; the targets as the log prints them.
        case noTargetReachable(tried: [String])
        /// The target is `untrusted` and its address is loopback, private or link-local.
        case originAddressBlocked
        /// The origin closed or reset the connection before it sent anything of a response.
        case originClosed
        /// The origin's response is malformed or broke off before the end of its head.
        case originFailed(reason: String)
        /// The origin wants a `Content-Length` that the request does not have.
        case lengthRequired
        /// The response cannot be made part of a JSON-P script; the reason says what it is.
        case jsonpEncodingFailed(reason: String)

        // The instruction.

        /// The body of a GRIP response passed its limit.
        case instructTooLarge(target: String)
        /// The origin answered with a GRIP response, but the request's body passed the limit up to which it can be replayed.
        case requestTooLargeForInstruct
        /// The headers or the body of a GRIP response do not parse.
        case instructInvalid(reason: String)
        /// GRIP responses cannot be handled at the moment.
        case instructUnavailable
        /// A hold that had begun cannot go on, such as after a next link that failed.
        case holdFailed(reason: String)
        /// A client that is not trusted sent WebSocket events to a target that is `over_http`.
        case webSocketEventsForbidden

        /// A page of another origin than those in `aco_origins` wants a WebSocket.
        case originNotAllowed(origin: String)

        // The request.

        /// The request is not HTTP, or contradicts itself.
        case malformedRequest(reason: String)
        /// The request line and the header fields together passed their limit.
        case headTooLarge(limitBytes: Int)
        /// The request has more header fields than the limit.
        case tooManyFields(limit: Int)
        /// The request target passed its limit.
        case targetTooLong(limitBytes: Int)
        /// The request's HTTP version is not 1.x.
        case unsupportedVersion
        /// The request asks for something that exists in HTTP but not here.
        case notImplemented(reason: String)
        /// The request's body passed a limit.
        case bodyTooLarge(limitBytes: Int)
        /// The request did not arrive in time.
        case requestTimeout
        /// `Upgrade: websocket` on a request that is no WebSocket handshake.
        case invalidWebSocketRequest
        /// A parameter of a JSON-P request cannot be used.
        case jsonpParameterInvalid(JSONPError)

        // This process.

        /// A limit of this process is reached; `limit` is its name in the configuration.
        case overloaded(limit: String, retryAfterSeconds: Int)
        /// Anything else.
        case internalFailure(reason: String)
    }
}
