package import HTTP1
package import NIOCore

/// A complete response of the SockJS endpoints (reference: websocket 4.2).
///
/// The head has what belongs to the answer itself; `SockJSFields` adds what all of them have, and the response rules
/// see to length and connection.
package struct SockJSResponse: Equatable, Sendable {
    /// The head without length and connection.
    package var head: ResponseHead
    /// The body.
    package var body: ByteBuffer

    package init(_ head: ResponseHead, body: ByteBuffer = ByteBuffer()) {
        self.head = head
        self.body = body
    }

    private init(_ status: Int, _ text: String) {
        self.init(
            ResponseHead(status: status, fields: ["Content-Type": "text/plain"]),
            body: ByteBuffer(string: text)
        )
    }

    /// The answer to `OPTIONS`.
    package static let preflight = SockJSResponse(204, "")
    /// The answer to messages that were taken; without a line feed.
    package static let sent = SockJSResponse(200, "ok")
    /// The answer to a transport without a function to call.
    package static let badRequest = SockJSResponse(400, "Bad Request\n")
    /// The answer to everything unknown, such as messages for a session that does not exist.
    package static let notFound = SockJSResponse(404, "Not Found\n")
    /// The answer to a request whose session was given up meanwhile.
    package static let gone = SockJSResponse(410, "Session terminated\n")

    /// The answer to messages that cannot be taken.
    package static func refused(_ error: SockJSSendError) -> SockJSResponse {
        SockJSResponse(400, "\(error)\n")
    }

    /// What clients ask before they begin.
    ///
    /// - Parameter entropy: a random number, for browsers that have none.
    /// - Returns: the answer.
    package static func info(entropy: UInt32) -> SockJSResponse {
        SockJSResponse(
            200,
            "{\"cookie_needed\":false,\"entropy\":\(entropy),\"origins\":[\"*:*\"],\"websocket\":true}\n"
        )
    }

    /// The page for iframes, which browsers keep for a year.
    ///
    /// - Parameters:
    ///   - scriptURL: where the client's script is.
    ///   - request: the fields of the request.
    /// - Returns: the page, or 304 when the client has it.
    package static func iframe(scriptURL: String, request: HeaderFields) -> SockJSResponse {
        let page = SockJSPage.iframe(scriptURL: scriptURL)
        let tag = SockJSPage.entityTag(of: page)
        let caching: HeaderFields = ["ETag": tag, "Cache-Control": "public, max-age=31536000", "Vary": "Origin"]
        // Weak comparison: RFC 9110 section 13.1.2.
        let known = request.listElements(.ifNoneMatch)
        guard !known.contains(where: { $0 == tag || $0 == "W/\(tag)" || $0 == "*" }) else {
            return SockJSResponse(ResponseHead(status: 304, fields: caching))
        }
        var fields: HeaderFields = ["Content-Type": "text/html; charset=UTF-8"]
        fields.append(contentsOf: caching)
        return SockJSResponse(ResponseHead(status: 200, fields: fields), body: page)
    }

    /// The head of a response with frames.
    package static func head(for transport: SockJSTransport) -> ResponseHead {
        var head = ResponseHead(status: 200, fields: ["Content-Type": transport.contentType])
        if case .jsonp = transport {
            // The client chose the first bytes, so nobody may guess another type from them.
            head.fields.append("X-Content-Type-Options", "nosniff")
        }
        return head
    }
}

extension FieldName {
    fileprivate static let ifNoneMatch: FieldName = "If-None-Match"
}
