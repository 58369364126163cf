import GRIP
import NIOCore
import ProxyFanout
import Testing

/// The public black-box cases of the control port, one row each, in the order of the reference (grip 4).
struct ControlPortCasesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var request: String
        var answer: String
        var isPublished = false

        var testDescription: String { self.name }

        init(_ name: String, _ request: String, _ answer: String, isPublished: Bool = false) {
            self.name = name
            self.request = request
            self.answer = answer
            self.isPublished = isPublished
        }
    }

    static let json = Answer.text(
        "200 OK",
        #"{"message":"Published","items":[{"receivers":0}]}"# + "\n",
        type: "application/json"
    )

    static let negotiation: [Case] = [
        Case("no Accept", Request.text(), Answer.published, isPublished: true),
        Case("JSON", Request.text("POST", "/publish", ["Accept: application/json"]), json, isPublished: true),
        Case("JSON range", Request.text("POST", "/publish", ["Accept: application/*"]), json, isPublished: true),
        Case(
            "JSON after something unknown",
            Request.text("POST", "/publish", ["Accept: text/html;q=0.1, application/json"]),
            json,
            isPublished: true
        ),
        Case("any", Request.text("POST", "/publish", ["Accept: */*"]), Answer.published, isPublished: true),
        Case("any text", Request.text("POST", "/publish", ["Accept: text/*"]), Answer.published, isPublished: true),
        Case("text", Request.text("POST", "/publish", ["Accept: text/plain"]), Answer.published, isPublished: true),
        Case("star", Request.text("POST", "/publish", ["Accept: *"]), Answer.published, isPublished: true),
        Case(
            "nothing acceptable",
            Request.text("POST", "/publish", ["Accept: text/html"]),
            Answer.text(
                "406 Not Acceptable",
                "Not Acceptable. Supported formats are text/plain and application/json.\n"
            )
        ),
        Case(
            "nothing acceptable comes before the path",
            Request.text("GET", "/nothing", ["Accept: text/html"], body: nil),
            Answer.text(
                "406 Not Acceptable",
                "Not Acceptable. Supported formats are text/plain and application/json.\n"
            )
        ),
    ]

    static let bodies: [Case] = [
        ("{nope", "Body is not valid JSON."),
        ("", "Body is not valid JSON."),
        ("5", "Body is not valid JSON."),
        ("[1]", "Invalid format."),
        ("{}", "Invalid format: object does not contain 'items'"),
        (#"{"items": {}}"#, "Invalid format: object contains 'items' with wrong type"),
        (#"{"items": [5]}"#, "Invalid format: publish item object is not an object"),
        (#"{"items": ["x"]}"#, "Invalid format: publish item object is not an object"),
        (#"{"items": [null]}"#, "Invalid format: publish item object is not an object"),
        (#"{"items": [[]]}"#, "Invalid format: publish item object is not an object"),
    ].map { body, text in
        Case(body, Request.text(body: body), Answer.text("400 Bad Request", text + "\n"))
    }

    static let good: [Case] = [
        Case("no items", Request.text(body: #"{"items": []}"#), Answer.published),
        Case("slash at the end", Request.text("POST", "/publish/"), Answer.published, isPublished: true),
        Case(
            "a format nobody knows",
            Request.publish(items: #"[{"channel":"x","formats":{"smoke-signal":{"puffs":3}}}]"#),
            Answer.published,
            isPublished: true
        ),
        Case("greeting", Request.text("GET", "/", body: nil), Answer.text("200 OK", "Pushpin API\n")),
        Case("greeting of a POST", Request.text("POST", "/", body: "{}"), Answer.text("200 OK", "Pushpin API\n")),
        Case("recover", Request.text("POST", "/recover", body: ""), Answer.text("200 OK", "Updated\n")),
        Case("recover with slash", Request.text("POST", "/recover/", body: ""), Answer.text("200 OK", "Updated\n")),
        Case(
            "recover, JSON",
            Request.text("POST", "/recover", ["Accept: application/json"], body: ""),
            Answer.text("200 OK", #"{"message":"Updated"}"# + "\n", type: "application/json")
        ),
        Case(
            "HTTP/1.0",
            Request.text(version: "HTTP/1.0"),
            Answer.text("200 OK", "Published\n", fields: ["Connection: close"], version: "HTTP/1.0"),
            isPublished: true
        ),
        Case(
            "HTTP/1.0 that wants to stay",
            Request.text("POST", "/publish", ["Connection: keep-alive"], version: "HTTP/1.0"),
            Answer.text("200 OK", "Published\n", fields: ["Connection: keep-alive"], version: "HTTP/1.0"),
            isPublished: true
        ),
        Case(
            "Connection: close",
            Request.text("POST", "/publish", ["Connection: close"]),
            Answer.text("200 OK", "Published\n", fields: ["Connection: close"]),
            isPublished: true
        ),
        Case(
            "any content type",
            Request.text("POST", "/publish", ["Content-Type: application/x-www-form-urlencoded"]),
            Answer.published,
            isPublished: true
        ),
        Case(
            "no Host",
            "POST /publish HTTP/1.1\r\nContent-Length: \(Request.item.utf8.count)\r\n\r\n\(Request.item)",
            Answer.published,
            isPublished: true
        ),
    ]

    static let wrong: [Case] = [
        Case(
            "GET on publish",
            Request.text("GET", "/publish", body: nil),
            Answer.text("405 Method Not Allowed", "Method not allowed: GET.\n", fields: ["Allow: POST"])
        ),
        Case(
            "OPTIONS on publish",
            Request.text("OPTIONS", "/publish", body: nil),
            Answer.text("405 Method Not Allowed", "Method not allowed: OPTIONS.\n", fields: ["Allow: POST"])
        ),
        Case(
            "GET on recover",
            Request.text("GET", "/recover", body: nil),
            Answer.text("405 Method Not Allowed", "Method not allowed: GET.\n", fields: ["Allow: POST"])
        ),
        Case("unknown path", Request.text("GET", "/nothing", body: nil), Answer.text("404 Not Found", "Not Found\n")),
        Case("query", Request.text("POST", "/publish?x=1"), Answer.text("404 Not Found", "Not Found\n")),
        Case("two slashes", Request.text("POST", "/publish//"), Answer.text("404 Not Found", "Not Found\n")),
        Case(
            "no length",
            Request.text("POST", "/publish", body: nil),
            Answer.fatal("411 Length Required", "Request requires Content-Length.\n")
        ),
        Case(
            "chunked",
            "POST /publish HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            Answer.fatal("411 Length Required", "Request requires Content-Length.\n")
        ),
        Case(
            "chunked and a length, which two readers could read in two ways",
            "POST /publish HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            Answer.fatal("411 Length Required", "Request requires Content-Length.\n")
        ),
        Case(
            "unknown transfer coding",
            "POST /publish HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
            Answer.fatal("411 Length Required", "Request requires Content-Length.\n")
        ),
        Case("garbage", "garbage\r\n\r\n", Answer.fatal("400 Bad Request", "Failed to parse request header.\n")),
        Case(
            "length that is no number",
            "POST /publish HTTP/1.1\r\nContent-Length: abc\r\n\r\n",
            Answer.fatal("400 Bad Request", "Bad Content-Length.\n")
        ),
        Case(
            "negative length",
            "POST /publish HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            Answer.fatal("400 Bad Request", "Bad Content-Length.\n")
        ),
        Case(
            "length that no machine can count to",
            "POST /publish HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            Answer.fatal("400 Bad Request", "Bad Content-Length.\n")
        ),
        Case(
            "two lengths",
            "POST /publish HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            Answer.fatal("400 Bad Request", "Bad Content-Length.\n")
        ),
        Case(
            "too long a body",
            "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000001\r\n\r\n",
            Answer.fatal("400 Bad Request", "Request body too large.\n")
        ),
        Case(
            "too long a head",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "h", count: 11_000))\r\n\r\n",
            Answer.fatal("400 Bad Request", "Request header too large.\n")
        ),
    ]

    static let all = negotiation + bodies + good + wrong

    @Test(arguments: all)
    func requestIsAnswered(_ row: Case) throws {
        let fixture = try ControlFixture()
        #expect(try fixture.send(row.request) == row.answer)
        #expect(fixture.sink.channelNames.isEmpty == !row.isPublished)
    }

    @Test(arguments: all)
    func requestIsAnsweredAlikeByteByByte(_ row: Case) throws {
        let fixture = try ControlFixture()
        #expect(try fixture.send(pieces: row.request.utf8.map { [$0] }) == row.answer)
        #expect(fixture.sink.channelNames.isEmpty == !row.isPublished)
    }

    @Test(arguments: all.filter { $0.request.utf8.count < 1000 })
    func requestIsAnsweredAlikeSplitAnywhere(_ row: Case) throws {
        let bytes = Array(row.request.utf8)
        for position in bytes.indices {
            let fixture = try ControlFixture()
            let pieces = [Array(bytes[..<position]), Array(bytes[position...])]
            #expect(try fixture.send(pieces: pieces) == row.answer, "split at \(position)")
        }
    }

    @Test(arguments: [
        (#"{"formats":{"http-stream":{"content":"x"}}}"#, "publish item object does not contain 'channel'"),
        (#"{"channel":5,"formats":{"http-stream":{"content":"x"}}}"#, "contains 'channel' with wrong type"),
        (#"{"channel":"c"}"#, "no formats specified"),
        (#"{"channel":"c","formats":{}}"#, "no formats specified"),
        (#"{"channel":"c","formats":[]}"#, "contains 'formats' with wrong type"),
        (#"{"channel":"c","id":1,"formats":{"http-stream":{"content":"x"}}}"#, "contains 'id' with wrong type"),
        (#"{"channel":"c","formats":{"http-stream":1}}"#, "'http-stream' is not an object"),
        (
            #"{"channel":"c","formats":{"http-stream":{}}}"#,
            "'http-stream' does not contain 'content' or 'content-bin'"
        ),
        (
            #"{"channel":"c","formats":{"http-response":{"code":1000,"body":""}}}"#,
            "'http-response' contains 'code' with invalid value"
        ),
        (
            #"{"channel":"c","formats":{"ws-message":{"type":"odd","content":"x"}}}"#,
            "'ws-message' contains 'type' with unknown value"
        ),
        (
            #"{"channel":"c","no-seq":"yes","formats":{"http-stream":{"content":"x"}}}"#,
            "contains 'no-seq' with wrong type"
        ),
    ])
    func malformedItemIsNamed(item: String, text: String) throws {
        let fixture = try ControlFixture()
        let answer = try fixture.send(Request.publish(items: "[\(item)]"))
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(answer.contains("\r\n\r\nInvalid format: "))
        #expect(answer.hasSuffix(text + "\n"))
    }

    @Test func oneMalformedItemStopsAll() throws {
        let fixture = try ControlFixture()
        let good = #"{"channel":"c","formats":{"http-stream":{"content":"good\n"}}}"#
        let answer = try fixture.send(Request.publish(items: #"[\#(good),{"channel":"c","formats":{}}]"#))
        #expect(answer == Answer.text("400 Bad Request", "Invalid format: no formats specified\n"))
        #expect(fixture.sink.publishes.isEmpty)
    }

    @Test func expectationIsMetBeforeTheBody() throws {
        let fixture = try ControlFixture()
        let request = Request.text("POST", "/publish", ["Expect: 100-continue"])
        let head = String(request.dropLast(Request.item.count))
        #expect(try fixture.send(head) == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(try fixture.send(Request.item) == Answer.published)
    }

    @Test func severalHundredKilobytesArePublished() throws {
        let fixture = try ControlFixture()
        let content = String(repeating: "y", count: 600_000)
        let request = Array(
            Request.publish(items: #"[{"channel":"c","formats":{"http-stream":{"content":"\#(content)"}}}]"#).utf8
        )
        let pieces = stride(from: 0, to: request.count, by: 65_536)
            .map { Array(request[$0..<min($0 + 65_536, request.count)]) }
        #expect(try fixture.send(pieces: pieces) == Answer.published)
        guard case .send(let item) = fixture.sink.publishes.first?.first?.httpStream else {
            Issue.record("nothing published")
            return
        }
        #expect(String(buffer: item.content) == content)
    }

    @Test func recoverReachesTheSink() throws {
        let fixture = try ControlFixture()
        try fixture.send(Request.text("POST", "/recover", body: ""))
        try fixture.send(Request.text("GET", "/recover", body: nil))
        #expect(fixture.sink.recoverCount == 1)
    }

    @Test(arguments: [
        "Origin: http://a.example", "Origin: null", "Origin:", "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site", "Host: rebound.example", "Host: localhost.rebound.example:5561",
    ])
    func webPageCannotPublish(field: String) throws {
        let fixture = try ControlFixture()
        for target in ["/publish/", "/recover", "/"] {
            let answer = try fixture.send(Request.text("POST", target, [field]))
            #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            #expect(!answer.lowercased().contains("access-control"))
        }
        #expect(fixture.sink.publishes.isEmpty)
        #expect(fixture.sink.recoverCount == 0)
        #expect(fixture.count(.controlWebPagesRefused) == 3)
        #expect(try fixture.send(Request.text()) == Answer.published)
    }

    @Test func limitsCanBeSet() throws {
        var limits = Limits()
        limits.controlHeadBytes = 1000
        limits.controlBodyBytes = 2000
        let body = "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000\r\n\r\n"
        let head = "GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "h", count: 1100))\r\n\r\n"
        #expect(
            try ControlFixture(limits: limits).send(body)
                == Answer.fatal("400 Bad Request", "Request body too large.\n")
        )
        #expect(
            try ControlFixture(limits: limits).send(head)
                == Answer.fatal("400 Bad Request", "Request header too large.\n")
        )
    }
}
