import HTTP1
import NIOCore
import ProxySessions
import Testing

/// Reference: behaviour 3.6, 3.9.
struct ProxyErrorTests {
    private static let generic = "Error while proxying to origin."

    struct Row: Sendable, CustomTestStringConvertible {
        var kind: ProxyError.Kind
        var status: String
        var text: String
        var debugText: String
        var closes: Bool

        init(_ kind: ProxyError.Kind, _ status: String, _ text: String, debug: String? = nil, closes: Bool = false) {
            self.kind = kind
            self.status = status
            self.text = text
            self.debugText = debug ?? text
            self.closes = closes
        }

        var testDescription: String { "\(self.kind)" }
    }

    private static let table = [
        Row(.noRoute(host: "a.example"), "502 Bad Gateway", "No route for host: a.example"),
        Row(
            .noTargetReachable(tried: ["127.0.0.1:80", "[::1]:81"]),
            "502 Bad Gateway",
            generic,
            debug: "Unable to connect to any targets. Tried: 127.0.0.1:80, [::1]:81"
        ),
        Row(.originAddressBlocked, "502 Bad Gateway", generic, debug: "Error: Origin host/IP blocked."),
        Row(.originClosed, "502 Bad Gateway", generic),
        Row(.originFailed(reason: "secret detail"), "502 Bad Gateway", generic),
        Row(.rewritingFailed, "502 Bad Gateway", generic),
        Row(.lengthRequired, "411 Length Required", "Must provide Content-Length header."),
        Row(
            .jsonpEncodingFailed(reason: "secret detail"),
            "500 Internal Server Error",
            "Upstream response could not be JSON-P encoded."
        ),
        Row(.jsonpParameterInvalid(.method), "400 Bad Request", "Invalid _method parameter."),
        Row(
            .instructTooLarge(target: "a:80"),
            "502 Bad Gateway",
            generic,
            debug: "GRIP instruct response too large from a:80"
        ),
        Row(.requestTooLargeForInstruct, "400 Bad Request", "Request too large to accept GRIP instruct."),
        Row(
            .instructInvalid(reason: "WHY"),
            "502 Bad Gateway",
            generic,
            debug: "Failed to parse accept instructions: WHY"
        ),
        Row(.instructUnavailable, "500 Internal Server Error", "Accept service unavailable."),
        Row(
            .holdFailed(reason: "Failed to retrieve next link."),
            "502 Bad Gateway",
            generic,
            debug: "Failed to retrieve next link."
        ),
        Row(.webSocketEventsForbidden, "403 Forbidden", "Client not allowed to send WebSocket events directly."),
        Row(.malformedRequest(reason: "WHY"), "400 Bad Request", "Failed to parse request: WHY", closes: true),
        Row(
            .invalidWebSocketRequest,
            "400 Bad Request",
            "Request contained an Upgrade header with value \"websocket\" but the request was not a valid WebSocket request.",
            closes: true
        ),
        Row(.requestTimeout, "408 Request Timeout", "Request was not received in time.", closes: true),
        Row(
            .bodyTooLarge(limitBytes: 9),
            "413 Content Too Large",
            "Request body size exceeded limit of 9 bytes.",
            closes: true
        ),
        Row(
            .targetTooLong(limitBytes: 9),
            "414 URI Too Long",
            "Request target size exceeded limit of 9 bytes.",
            closes: true
        ),
        Row(
            .headTooLarge(limitBytes: 8192),
            "431 Request Header Fields Too Large",
            "Request header size exceeded limit of 8192 bytes.",
            closes: true
        ),
        Row(
            .tooManyFields(limit: 64),
            "431 Request Header Fields Too Large",
            "Number of request headers exceeded limit of 64.",
            closes: true
        ),
        Row(.internalFailure(reason: "secret detail"), "500 Internal Server Error", "Failed to process request."),
        Row(.notImplemented(reason: "WHY"), "501 Not Implemented", "Failed to parse request: WHY", closes: true),
        Row(
            .overloaded(limit: "max_open_requests", retryAfterSeconds: 5),
            "503 Service Unavailable",
            "Service temporarily over its limit.",
            debug: "Service over its limit: max_open_requests",
            closes: true
        ),
        Row(
            .unsupportedVersion,
            "505 HTTP Version Not Supported",
            "Failed to parse request: unsupported HTTP version",
            closes: true
        ),
    ]

    @Test(arguments: table, [false, true])
    func everyErrorHasItsAnswer(_ row: Row, _ isDebug: Bool) {
        let response = ProxyError(row.kind).response(isDebug: isDebug)
        let text = isDebug ? row.debugText : row.text
        let head = response.head
        #expect("\(head.status) \(String(decoding: head.reason, as: UTF8.self))" == row.status)
        #expect(String(buffer: response.body) == text + "\n")
        #expect(head.fields.values(.contentType) == ["text/plain"])
        #expect(head.fields.values(.contentLength) == [String(text.utf8.count + 1)])
    }

    @Test(arguments: table)
    func connectionClosesWhereTheEndOfTheRequestIsUnknown(_ row: Row) {
        #expect(ProxyError(row.kind).closesConnection == row.closes)
    }

    @Test(arguments: table)
    func operatorReadsOneLine(_ row: Row) {
        let line = ProxyError(row.kind).description
        #expect(!line.isEmpty && !line.contains("\n"))
    }

    @Test(arguments: table)
    func webSocketRejectionHasNoContentType(_ row: Row) {
        let plain = ProxyError(row.kind).response(isDebug: false)
        let rejection = ProxyError(row.kind).response(isDebug: false, isWebSocket: true)
        #expect(!rejection.head.fields.contains(.contentType))
        #expect(rejection.head.status == plain.head.status)
        #expect(rejection.body == plain.body)
    }

    @Test func overloadSaysWhenToComeBack() {
        let response = ProxyError(.overloaded(limit: "x", retryAfterSeconds: 5)).response(isDebug: false)
        #expect(response.head.fields.values("Retry-After") == ["5"])
        #expect(!ProxyError(.originClosed).response(isDebug: false).head.fields.contains("Retry-After"))
    }

    @Test func textAfterTheHeadIsForDebugModeOnly() {
        let error = ProxyError(.holdFailed(reason: "Failed to retrieve next link."))
        #expect(error.appendedText(isDebug: false) == nil)
        #expect(error.appendedText(isDebug: true) == ByteBuffer(string: "\n\nFailed to retrieve next link.\n"))
    }

    @Test(arguments: [
        (ProxyError.Kind.noTargetReachable(tried: ["a:80"]), ProxyError.Retry.withNextTarget, ProxyError.Side.origin),
        (.originClosed, .ifReusedConnection, .origin),
        (.originFailed(reason: "x"), .never, .origin),
        (.originAddressBlocked, .never, .origin),
        (.instructInvalid(reason: "x"), .never, .origin),
        (.noRoute(host: "a"), .never, .client),
        (.malformedRequest(reason: "x"), .never, .client),
        (.requestTooLargeForInstruct, .never, .client),
        (.rewritingFailed, .never, .proxy),
        (.internalFailure(reason: "x"), .never, .proxy),
        (.overloaded(limit: "x", retryAfterSeconds: 1), .never, .proxy),
    ])
    func errorKnowsItsSideAndWhetherToRetry(
        _ kind: ProxyError.Kind,
        _ retry: ProxyError.Retry,
        _ side: ProxyError.Side
    ) {
        #expect(ProxyError(kind).retry == retry)
        #expect(ProxyError(kind).side == side)
    }

    @Test(arguments: [
        (HTTPDecodingError.malformedStartLine, "Failed to parse request: invalid request line"),
        (.malformedField, "Failed to parse request: invalid header"),
        (.unsupportedVersion, "Failed to parse request: unsupported HTTP version"),
        (.headTooLarge(limit: 8192), "Request header size exceeded limit of 8192 bytes."),
        (.tooManyFields(limit: 64), "Number of request headers exceeded limit of 64."),
        (.targetTooLong(limit: 4096), "Request target size exceeded limit of 4096 bytes."),
        (.tooManyEmptyLines(limit: 8), "Failed to parse request: too many empty lines"),
        (.invalidContentLength, "Failed to parse request: invalid content length"),
        (.conflictingContentLengths, "Failed to parse request: conflicting content lengths"),
        (.unsupportedTransferCoding, "Failed to parse request: unsupported transfer encoding"),
        (.transferCodingInOldVersion, "Failed to parse request: unsupported transfer encoding"),
        (.malformedChunk, "Failed to parse request: invalid chunk"),
        (.chunkExtensionsTooLarge(limit: 1), "Failed to parse request: too many chunk extensions"),
        (.truncated, "Failed to parse request: unexpected end"),
    ])
    func decodingErrorBecomesItsAnswer(_ error: HTTPDecodingError, _ text: String) {
        let answer = ProxyError(error)
        #expect(answer.response(isDebug: false).head.status == error.status)
        #expect(String(buffer: answer.response(isDebug: false).body) == text + "\n")
        #expect(answer.closesConnection)
    }

    @Test(arguments: [
        (RequestURIError.invalidHost, 400, "Failed to parse request: invalid host\n"),
        (.invalidTarget, 400, "Failed to parse request: invalid request target\n"),
        (.connectUnsupported, 501, "Failed to parse request: unsupported method\n"),
    ])
    func unusableURIBecomesItsAnswer(_ error: RequestURIError, _ status: Int, _ body: String) {
        let response = ProxyError(error).response(isDebug: false)
        #expect(response.head.status == status)
        #expect(String(buffer: response.body) == body)
    }
}
