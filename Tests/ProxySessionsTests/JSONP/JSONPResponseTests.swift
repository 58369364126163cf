import HTTP1
import NIOCore
import ProxyRouting
import ProxySessions
import Testing

/// Reference: behaviour 5.2.
struct JSONPResponseTests {
    @Test(arguments: RelayedRow.extended)
    func extendedScriptHasStatusHeadersAndBody(_ row: RelayedRow) throws {
        let wrapped = try JSONPResponse.extended.wrap(row.head, body: ByteBuffer(bytes: row.body))
        #expect(String(buffer: wrapped.body) == row.script)
    }

    @Test(arguments: RelayedRow.basic)
    func basicScriptHasTheBodyWithoutItsLastLineEnd(_ row: RelayedRow) throws {
        let wrapped = try JSONPResponse.basic.wrap(row.head, body: ByteBuffer(bytes: row.body))
        #expect(String(buffer: wrapped.body) == row.script)
    }

    @Test(arguments: [JSONPSettings.Mode.basic, .extended])
    func outerHeadKeepsTheCachingAlone(_ mode: JSONPSettings.Mode) throws {
        let head = ResponseHead(
            404,
            reason: "Gone fishing",
            [
                "Cache-Control: no-cache", "Content-Type: text/html", "Set-Cookie: a", "cache-control: private",
                "ETag: x",
                "Content-Length: 2", "X-Content-Type-Options: other", "Content-Encoding: identity",
            ]
        )
        let wrapped = try JSONPResponse(callback: "a.b", mode: mode).wrap(head, body: ByteBuffer(string: "{}"))
        let lines = [
            "Cache-Control: no-cache", "cache-control: private", "Content-Type: application/javascript",
            "X-Content-Type-Options: nosniff",
        ]
        #expect(wrapped.head == ResponseHead(200, reason: "OK", lines))
        #expect(String(buffer: wrapped.body).hasPrefix("/**/a.b("))
    }

    @Test func errorOfTheProxyIsWrappedAsWell() throws {
        let error = ProxyError(.originClosed).response(isDebug: false)
        let wrapped = try JSONPResponse.extended.wrap(error.head, body: error.body)
        #expect(
            String(buffer: wrapped.body)
                == #"/**/f({"code": 502, "reason": "Bad Gateway", "headers": {"Content-Length":"32","Content-Type":"text/plain"}, "#
                + #""body": "Error while proxying to origin.\n"});"# + "\n"
        )
    }

    @Test func rulesGiveTheWrappedResponseItsLength() throws {
        let wrapped = try JSONPResponse.basic.wrap(
            ResponseHead(200, ["Content-Length: 2"]),
            body: ByteBuffer(string: "{}")
        )
        let exchange = ClientExchange(isHead: false, isHTTP10: false, isKeepAlive: true)
        let response = ResponseRules(exchange).clientResponse(
            wrapped.head,
            framing: .length(wrapped.body.readableBytes)
        )
        let lines = [
            "Content-Type: application/javascript", "X-Content-Type-Options: nosniff", "Content-Length: 11",
        ]
        #expect(response.head.fields.lines == lines)
    }

    // MARK: Holds

    struct HeldRow: Sendable {
        var mode: JSONPSettings.Mode
        var head: ResponseHead
        var body: String
        var script: String
    }

    @Test(arguments: [
        HeldRow(
            mode: .extended,
            head: ResponseHead(200, ["X-R: 1", "Content-Type: application/json", "x-r: 2"]),
            body: "{\"a\":1}\n",
            script:
                #"/**/f({"body":"{\"a\":1}\n","code":200,"headers":{"Content-Type":"application/json","X-R":"1, 2"},"#
                + #""reason":"OK"});"# + "\n"
        ),
        HeldRow(
            mode: .extended,
            head: ResponseHead(
                201,
                [
                    "X-P: 1", "x-p: 2", "Content-Type: text/x", "Cache-Control: a", "Content-Length: 9",
                    "Connection: close",
                ]
            ),
            body: "p\"\u{2028}\u{7F}/\u{E9}",
            script: #"/**/f({"body":"p\"\u2028"# + "\u{7F}/\u{E9}"
                + #"","code":201,"headers":{"Cache-Control":"a","Content-Type":"text/x","X-P":"1, 2"},"reason":"Created"});"#
                + "\n"
        ),
        HeldRow(
            mode: .extended,
            head: ResponseHead(599, reason: "a\"b", []),
            body: "",
            script: #"/**/f({"body":"","code":599,"headers":{},"reason":"a\"b"});"# + "\n"
        ),
        HeldRow(mode: .basic, head: ResponseHead(201, ["X: 1"]), body: "[1]\r\n", script: "/**/f([1]);\n"),
        HeldRow(mode: .basic, head: ResponseHead(201, []), body: "[1]\n\n", script: "/**/f([1]\n);\n"),
        HeldRow(mode: .basic, head: ResponseHead(200, []), body: "", script: "/**/f();\n"),
    ])
    func heldScriptIsOneCompactObject(_ row: HeldRow) throws {
        let response = JSONPResponse(callback: "f", mode: row.mode)
        let wrapped = try response.wrapHeld(row.head, body: ByteBuffer(string: row.body))
        #expect(String(buffer: wrapped.body) == row.script)
    }

    @Test(arguments: [JSONPSettings.Mode.basic, .extended])
    func heldOuterHeadKeepsAllButTheType(_ mode: JSONPSettings.Mode) throws {
        let head = ResponseHead(
            404,
            [
                "X-P: 1", "Content-Type: text/x", "x-p: 2", "content-type: text/y", "Cache-Control: a",
                "Content-Length: 2",
                "x-content-type-options: other",
            ]
        )
        let wrapped = try JSONPResponse(callback: "f", mode: mode).wrapHeld(head, body: ByteBuffer(string: "{}"))
        let lines = [
            "X-P: 1", "x-p: 2", "Cache-Control: a", "Content-Type: application/javascript",
            "X-Content-Type-Options: nosniff",
        ]
        #expect(wrapped.head == ResponseHead(200, reason: "OK", lines))
    }

    // MARK: What cannot be wrapped

    @Test(arguments: malformedUTF8)
    func bodyThatIsNoTextCannotBeWrapped(_ bytes: [UInt8]) throws {
        let error = ProxyError(.jsonpEncodingFailed(reason: "its body is not UTF-8"))
        let (head, body) = (ResponseHead(200, []), ByteBuffer(bytes: Array("ok ".utf8) + bytes))
        #expect(throws: error) { try JSONPResponse.extended.wrap(head, body: body) }
        #expect(throws: error) { try JSONPResponse.extended.wrapHeld(head, body: body) }
        // Basic mode does not look into the body.
        let script = Array("/**/f(ok ".utf8) + bytes + Array(");\n".utf8)
        #expect(try Array(buffer: JSONPResponse.basic.wrap(head, body: body).body) == script)
    }

    @Test(arguments: ["gzip", "identity, br", "GZIP"], [JSONPSettings.Mode.basic, .extended])
    func bodyInACodingCannotBeWrapped(_ coding: String, _ mode: JSONPSettings.Mode) throws {
        let response = JSONPResponse(callback: "f", mode: mode)
        let head = ResponseHead(200, ["Content-Encoding: \(coding)"])
        #expect(throws: ProxyError.self) { try response.wrap(head, body: ByteBuffer(string: "x")) }
        #expect(throws: ProxyError.self) { try response.wrapHeld(head, body: ByteBuffer(string: "x")) }
        // Without a body there is nothing in a coding.
        #expect(try !response.wrap(head, body: ByteBuffer()).head.fields.contains(.contentEncoding))
    }

    @Test func clientIsToldThatTheResponseCannotBeWrapped() {
        let response = ProxyError(.jsonpEncodingFailed(reason: "secret")).response(isDebug: false)
        #expect(response.head.status == 500)
        #expect(response.head.fields.lines == ["Content-Type: text/plain", "Content-Length: 47"])
        #expect(String(buffer: response.body) == "Upstream response could not be JSON-P encoded.\n")
    }

    @Test func headerThatIsNoTextIsRepaired() throws {
        var head = ResponseHead(200, [])
        head.reason = [0xFF]
        head.fields.append(name: "X".utf8, value: [0x61, 0xE9])
        #expect(
            try String(buffer: JSONPResponse.extended.wrap(head, body: ByteBuffer()).body)
                == "/**/f({\"code\": 200, \"reason\": \"\u{FFFD}\", \"headers\": {\"X\":\"a\u{FFFD}\"}, \"body\": \"\"});\n"
        )
    }
}
