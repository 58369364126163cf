import GRIP
import HTTP1
import NIOCore
import Testing

@testable import ProxySessions

/// Reference: websocket 4.2.
struct SockJSResponseTests {
    private static let general = "Cache-Control: no-store, no-cache, must-revalidate, max-age=0"
    private static let credentials = "Access-Control-Allow-Credentials: true"

    private static func lines(_ response: SockJSResponse, for request: RequestHead) -> [String] {
        var fields = response.head.fields
        SockJSFields(request).decorate(&fields)
        return fields.lines
    }

    @Test func responseHasItsOwnFieldsFirst() {
        let request = RequestHead(["Origin: http://o.example"])
        #expect(
            Self.lines(.sent, for: request)
                == [
                    "Content-Type: text/plain", Self.general, "Access-Control-Allow-Origin: http://o.example",
                    Self.credentials,
                ]
        )
    }

    @Test(arguments: [[], ["Origin: null"], ["Origin:"]])
    func clientWithoutOriginGetsAnyOrigin(_ lines: [String]) {
        let fields = Self.lines(.notFound, for: RequestHead(lines))
        #expect(fields.contains("Access-Control-Allow-Origin: *"))
    }

    @Test func preflightIsAllowedWhatItAsksFor() {
        let request = RequestHead("OPTIONS", "/", ["Origin: http://o", "Access-Control-Request-Headers: a, b"])
        #expect(SockJSResponse.preflight.head.status == 204)
        #expect(
            Self.lines(.preflight, for: request) == [
                "Content-Type: text/plain", Self.general, "Access-Control-Allow-Origin: http://o", Self.credentials,
                "Access-Control-Allow-Headers: a, b", "Access-Control-Allow-Methods: OPTIONS, GET, POST",
                "Access-Control-Max-Age: 31536000",
            ]
        )
    }

    @Test func fieldsOfARejectionAreNotDoubled() {
        var fields: HeaderFields = [
            "Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=1",
            "access-control-allow-credentials": "false",
        ]
        SockJSFields(RequestHead(["Origin: http://o"])).decorate(&fields)
        #expect(
            fields.lines == ["Cache-Control: max-age=1", "Access-Control-Allow-Origin: http://o", Self.credentials]
        )
    }

    @Test(
        arguments: [
            (.sent, 200, "ok"), (.badRequest, 400, "Bad Request\n"), (.notFound, 404, "Not Found\n"),
            (.gone, 410, "Session terminated\n"),
            (.refused(.payloadExpected), 400, "Payload expected\n"),
            (.refused(.alreadySending), 400, "Already sending\n"),
            (.refused(.requestTooLarge), 400, "Request too large.\n"),
        ] as [(SockJSResponse, Int, String)]
    )
    func answerHasItsText(_ response: SockJSResponse, _ status: Int, _ text: String) {
        #expect(response.head.status == status)
        #expect(response.head.fields.first(.contentType) == "text/plain")
        #expect(String(buffer: response.body) == text)
    }

    @Test func infoDescribesTheService() throws {
        let body = SockJSResponse.info(entropy: .max).body
        #expect(
            String(buffer: body)
                == "{\"cookie_needed\":false,\"entropy\":4294967295,\"origins\":[\"*:*\"],\"websocket\":true}\n"
        )
        #expect(throws: Never.self) { try JSONValue(parsing: body) }
    }

    @Test func framesHaveTheTypeOfTheirTransport() {
        #expect(SockJSResponse.head(for: .xhr).fields.lines == ["Content-Type: text/plain"])
        #expect(
            SockJSResponse.head(for: .jsonp(callback: "f")).fields.lines
                == ["Content-Type: application/javascript", "X-Content-Type-Options: nosniff"]
        )
        #expect(
            SockJSResponse.head(for: .eventSource).fields.lines == ["Content-Type: text/event-stream; charset=UTF-8"]
        )
    }

    // MARK: The page for iframes

    private static func iframe(_ url: String = "http://s.example/s.js", _ lines: [String] = []) -> SockJSResponse {
        .iframe(scriptURL: url, request: HeaderFields(lines))
    }

    @Test func pageLoadsTheScriptAndMayBeKept() throws {
        let response = Self.iframe()
        #expect(response.head.status == 200)
        #expect(response.head.fields.first(.contentType) == "text/html; charset=UTF-8")
        #expect(String(buffer: response.body).contains("<script src=\"http://s.example/s.js\"></script>"))
        let lines = Self.lines(response, for: RequestHead())
        #expect(lines.filter { $0.hasPrefix("Cache-Control") } == ["Cache-Control: public, max-age=31536000"])
    }

    @Test func addressOfTheScriptCannotLeaveItsAttribute() {
        let text = String(buffer: Self.iframe("/s.js?a=1&b=\"><script>").body)
        #expect(text.contains("<script src=\"/s.js?a=1&amp;b=&quot;&gt;&lt;script&gt;\"></script>"))
    }

    @Test func pageThatIsKnownIsNotSentAgain() throws {
        let tag = try #require(Self.iframe().head.fields.first("ETag"))
        #expect(tag.utf8.count == 18)
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let response = Self.iframe("http://s.example/s.js", ["If-None-Match: \(known)"])
            #expect(response.head.status == 304)
            #expect(response.body.readableBytes == 0)
            #expect(response.head.fields.first("ETag") == tag)
            #expect(!response.head.fields.contains(.contentType))
        }
        #expect(Self.iframe("http://s.example/other.js", ["If-None-Match: \(tag)"]).head.status == 200)
        #expect(Self.iframe().head.fields.first("ETag") == tag)
    }
}
