extension ProxyError {
    /// What a client is told of an error: one row of the table below.
    struct Answer: Equatable {
        /// The status code.
        var status: Int
        /// The body, without the line feed that ends it.
        var text: String
        /// The body in debug mode, if it differs.
        var debugText: String?

        init(_ status: Int, _ text: String, debug debugText: String? = nil) {
            self.status = status
            self.text = text
            self.debugText = debugText
        }

        /// The origin's fault, about which only debug mode tells more.
        static func badGateway(debug debugText: String? = nil) -> Answer {
            Answer(502, "Error while proxying to origin.", debug: debugText)
        }
    }

    /// The table from error to status and texts (reference: behaviour 3.6, 3.9, 5).
    ///
    /// The texts are those that Pushpin's clients and tests look for. Where the reference has none, they follow its style.
    var answer: Answer {
        switch self.kind {
        case .noRoute(let host):
            Answer(502, "No route for host: \(host)")
        case .noTargetReachable(let tried):
            .badGateway(debug: "Unable to connect to any targets. Tried: \(tried.joined(separator: ", "))")
        case .originAddressBlocked:
            .badGateway(debug: "Error: Origin host/IP blocked.")
        case .originClosed, .originFailed, .rewritingFailed:
            .badGateway()
        case .lengthRequired:
            Answer(411, "Must provide Content-Length header.")
        case .jsonpEncodingFailed:
            Answer(500, "Upstream response could not be JSON-P encoded.")

        case .instructTooLarge(let target):
            .badGateway(debug: "GRIP instruct response too large from \(target)")
        case .requestTooLargeForInstruct:
            Answer(400, "Request too large to accept GRIP instruct.")
        case .instructInvalid(let reason):
            .badGateway(debug: "Failed to parse accept instructions: \(reason)")
        case .instructUnavailable:
            Answer(500, "Accept service unavailable.")
        case .holdFailed(let reason):
            .badGateway(debug: reason)
        case .webSocketEventsForbidden:
            Answer(403, "Client not allowed to send WebSocket events directly.")
        case .originNotAllowed(let origin):
            Answer(403, "Page not allowed to open WebSockets.", debug: "Origin not in aco_origins: \(origin)")

        case .malformedRequest(let reason):
            Answer(400, "Failed to parse request: \(reason)")
        case .headTooLarge(let limitBytes):
            Answer(431, "Request header size exceeded limit of \(limitBytes) bytes.")
        case .tooManyFields(let limit):
            Answer(431, "Number of request headers exceeded limit of \(limit).")
        case .targetTooLong(let limitBytes):
            Answer(414, "Request target size exceeded limit of \(limitBytes) bytes.")
        case .unsupportedVersion:
            Answer(505, "Failed to parse request: unsupported HTTP version")
        case .notImplemented(let reason):
            Answer(501, "Failed to parse request: \(reason)")
        case .bodyTooLarge(let limitBytes):
            Answer(413, "Request body size exceeded limit of \(limitBytes) bytes.")
        case .requestTimeout:
            Answer(408, "Request was not received in time.")
        case .invalidWebSocketRequest:
            Answer(
                400,
                "Request contained an Upgrade header with value \"websocket\" "
                    + "but the request was not a valid WebSocket request."
            )
        case .jsonpParameterInvalid(let error):
            Answer(400, error.description)

        case .overloaded(let limit, _):
            Answer(503, "Service temporarily over its limit.", debug: "Service over its limit: \(limit)")
        case .internalFailure:
            Answer(500, "Failed to process request.")
        }
    }
}
