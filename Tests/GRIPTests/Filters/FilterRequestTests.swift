import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 6.5: `http-check` and `http-modify`.
@Suite struct FilterRequestTests {
    private static let url = ["url": "../check?x=1"]

    private func request(
        _ names: [String],
        _ content: String? = "content",
        meta: [String: String] = [:],
        for subscription: FilterContext = subscriber(Self.url)
    ) throws -> FilterRequest {
        try #require(asked(filtered(names, content, meta: meta, for: subscription)))
    }

    private func outcome(
        _ names: [String],
        _ answer: FilterAnswer,
        content: String? = "content",
        meta: [String: String] = [:]
    ) throws -> FilterOutcome {
        try self.request(names, content, meta: meta).outcome(of: answer, subscription: subscriber(Self.url))
    }

    private func answer(_ status: Int, action: String? = nil, _ body: String = "") -> FilterAnswer {
        .response(status: status, action: action, body: ByteBuffer(string: body))
    }

    @Test(arguments: [("http-check", ""), ("http-modify", "content")])
    func requestIsDescribed(name: String, body: String) throws {
        let subscription = subscriber(["url": "../check?x=1", "user": "alice"])
        let request = try self.request([name], meta: ["b": "2", "a": "1"], for: subscription)
        #expect(request.filter.rawValue == name)
        #expect(request.url.description == "http://app.example:8000/check?x=1")
        #expect(request.headers.map(\.name) == ["Sub-Meta", "Pub-Meta"])
        #expect(request.headers.map(\.value) == [#"{"url":"../check?x=1","user":"alice"}"#, #"{"a":"1","b":"2"}"#])
        #expect(request.body == ByteBuffer(string: body))
        #expect(try self.request([name], nil).body == ByteBuffer())
    }

    /// Header splitting, and frameworks that read headers as Latin-1.
    @Test func headersAreVisibleASCII() throws {
        let subscription = subscriber(["url": "/", "a\r\nb": "ä日😀\u{7F}\u{0}\"\\"])
        let value = try self.request(["http-check"], for: subscription).headers[0].value
        #expect(value == #"{"a\r\nb":"\u00e4\u65e5\ud83d\ude00\u007f\u0000\"\\","url":"/"}"#)
        let read = try JSONValue(parsing: value.utf8)
        #expect(read == ["a\r\nb": "ä日😀\u{7F}\u{0}\"\\", "url": "/"])
    }

    @Test(
        arguments: [
            ("/x", "http://app.example:8000/x"), ("https://other/x?y", "https://other/x?y"),
            ("?z", "http://app.example:8000/dir/page?z"),
            ("ä", "http://app.example:8000/dir/%C3%A4"),
        ]
    )
    func urlIsResolvedAgainstTheCurrentURI(url: String, resolved: String) throws {
        #expect(try self.request(["http-check"], for: subscriber(["url": url])).url.description == resolved)
    }

    @Test(
        arguments: [
            ([:], "missing url value"), (["url": ""], "missing url value"), (["url": "ftp://x/"], "invalid url value"),
            (["url": "a\tb"], "invalid url value"), (["url": "http://u@h/"], "invalid url value"),
        ] as [([String: String], String)]
    )
    func urlThatLeadsNowhereIsAnError(meta: [String: String], text: String) {
        for name in ["http-check", "http-modify"] {
            let outcome = filtered([name], "x", for: subscriber(meta))
            #expect(filterFailure(outcome) == "filter error: \(name): \(text)")
        }
    }

    @Test func withoutACurrentURIThereIsNoURL() {
        let outcome = filtered(["http-check"], "x", for: subscriber(["url": "http://h/"], at: nil))
        #expect(filterFailure(outcome) == "filter error: http-check: invalid url value")
    }

    @Test(
        arguments: [
            ("http-check", 200, "new", "content"), ("http-check", 204, "", "content"),
            ("http-modify", 200, "new", "new"),
            ("http-modify", 200, "", ""), ("http-modify", 204, "new", "content"),
        ]
    )
    func answerDeliversTheContent(name: String, status: Int, body: String, result: String) throws {
        #expect(try self.outcome([name], self.answer(status, body)) == sent(result))
        #expect(try self.outcome([name], self.answer(status, action: "send", body)) == sent(result))
        #expect(try self.outcome([name], self.answer(status, action: "Drop", body)) == sent(result))
    }

    @Test(arguments: ["http-check", "http-modify"], [200, 204])
    func answerDropsTheItem(name: String, status: Int) throws {
        #expect(try self.outcome([name], self.answer(status, action: "drop", "new")) == .drop)
    }

    @Test(arguments: ["http-check", "http-modify"], [0, 100, 201, 206, 301, 403, 404, 500, 502])
    func otherStatusIsAnError(name: String, status: Int) throws {
        let text = "filter error: \(name): unexpected network request status: code=\(status)"
        #expect(filterFailure(try self.outcome([name], self.answer(status, action: "drop"))) == text)
    }

    @Test(
        arguments: [
            (.connectionRefused, "network request failed: connection refused"),
            (.connectionTimedOut, "network request failed: connection timed out"),
            (.tls, "network request failed: tls error"), (.disconnected, "network request failed: disconnected"),
            (.requestTimedOut, "network request failed: request timed out"),
            (.other, "network request failed: general error"), (.limitReached, "network request limit reached"),
        ] as [(FilterFailure, String)]
    )
    func failureIsAnError(failure: FilterFailure, text: String) throws {
        #expect(
            filterFailure(try self.outcome(["http-modify"], .failed(failure))) == "filter error: http-modify: \(text)"
        )
    }

    @Test func newContentIsLimited() throws {
        let most = String(repeating: "x", count: 100_000)
        #expect(try self.outcome(["http-modify"], self.answer(200, most)) == sent(most))
        #expect(
            filterFailure(try self.outcome(["http-modify"], self.answer(200, most + "x")))
                == "filter error: http-modify: network response exceeded 100000 bytes"
        )
        // Nobody reads these bodies.
        #expect(try self.outcome(["http-modify"], self.answer(204, most + "x")) == sent("content"))
        #expect(try self.outcome(["http-check"], self.answer(200, most + "x")) == sent("content"))
    }

    @Test func itemsWithoutContentGetNone() throws {
        #expect(try self.outcome(["http-modify"], self.answer(200, "new"), content: nil) == sent(nil))
        #expect(try self.outcome(["http-modify"], self.answer(200, action: "drop"), content: nil) == .drop)
    }

    @Test func filtersAfterwardsRunWithTheAnswer() throws {
        let request = try self.request(
            ["var-subst", "http-modify", "var-subst", "skip-self"],
            "%(v)s",
            meta: ["sender": "bob"],
            for: subscriber(["url": "/", "v": "1"])
        )
        #expect(request.body == ByteBuffer(string: "1"))
        let later = subscriber(["url": "/", "v": "2", "user": "alice"])
        #expect(request.outcome(of: self.answer(200, "<%(v)s>"), subscription: later) == sent("<2>"))
        let bob = subscriber(["url": "/", "v": "2", "user": "bob"])
        #expect(request.outcome(of: self.answer(200, "<%(v)s>"), subscription: bob) == .drop)
        #expect(
            filterFailure(request.outcome(of: self.answer(200, "%(x)s"), subscription: later))
                == "filter error: var-subst: No such variable 'x' at position 4"
        )
    }

    @Test func oneAnswerMayLeadToTheNextRequest() throws {
        let first = try self.outcome(["http-modify", "http-check", "http-modify"], self.answer(200, "new"))
        let check = try #require(asked(first))
        #expect(check.filter == .httpCheck)
        let modify = try #require(asked(check.outcome(of: self.answer(204), subscription: subscriber(Self.url))))
        #expect(modify.body == ByteBuffer(string: "new"))
        #expect(modify != check)
        #expect(modify.outcome(of: self.answer(204), subscription: subscriber(Self.url)) == sent("new"))
    }

    @Test func droppedItemsAreNotAskedAbout() {
        let alice = subscriber(["url": "/", "user": "alice"])
        #expect(filtered(["skip-self", "http-check"], "x", meta: ["sender": "alice"], for: alice) == .drop)
    }
}
