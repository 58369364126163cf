import HTTP1
import NIOCore
import ProxyRouting
import Testing

@testable import ProxyServer

/// The built-in target `test` (reference: behaviour 1.7).
struct TestOriginTests {
    private static func origin(route line: String = "* test", isWelcome: Bool = false) throws -> TestOrigin {
        let route = try #require(RouteTable(commandLine: [line]).routes.first)
        return TestOrigin(route: route, isWelcome: isWelcome)
    }

    private static func action(
        _ target: String,
        method: String = "GET",
        fields: HeaderFields = [:],
        body: String = "",
        of origin: TestOrigin
    ) -> TestOrigin.Action {
        let request = RequestHead(method: method, target: Array(target.utf8), fields: fields)
        return origin.action(for: request, target: request.target, body: ByteBuffer(string: body))
    }

    /// Status, fields and body as lines.
    private static func lines(_ action: TestOrigin.Action) -> [String] {
        guard case .answer(let answer) = action else { return ["publish"] }
        let fields = answer.head.fields.map { "\($0.nameString): \($0.valueString)" }
        return ["\(answer.head.status)"] + fields + [String(buffer: answer.body)]
    }

    // MARK: Resources

    @Test(arguments: ["GET", "POST", "DELETE"])
    func rootSaysHello(method: String) throws {
        let lines = Self.lines(Self.action("/", method: method, of: try Self.origin()))
        #expect(
            lines == [
                "200", "Content-Type: text/plain", "Content-Length: 37", "Hello from the Pushpin test handler!\n",
            ]
        )
    }

    @Test(arguments: [
        ("/response", "Grip-Hold: response", "Content-Length: 16", "nothing for now\n"),
        ("/stream", "Grip-Hold: stream", "Content-Length: 16", "[stream opened]\n"),
    ])
    func holdIsAnInstruction(target: String, hold: String, length: String, body: String) throws {
        let lines = Self.lines(Self.action(target, of: try Self.origin()))
        #expect(lines == ["200", "Content-Type: text/plain", length, hold, "Grip-Channel: test", body])
        #expect(Self.lines(Self.action(target + "/", of: try Self.origin())) == lines)
    }

    @Test(arguments: ["", "/other", "/stream/more", "/Stream", "/publish", "//stream", "/response//"])
    func otherPathsAreNotThere(target: String) throws {
        let lines = Self.lines(Self.action(target, of: try Self.origin()))
        #expect(lines == ["404", "Content-Type: text/plain", "Content-Length: 22", "no such test resource\n"])
    }

    /// Exactly the prefix is the empty path.
    @Test(arguments: [
        ("/foo", "404"), ("/foo/", "200"), ("/foo/stream", "200"), ("/foo/other", "404"), ("/stream", "200"),
    ])
    func prefixOfTheRouteIsTakenOff(target: String, status: String) throws {
        for line in ["*,path_beg=/foo test", "*,path_beg=/foo/ test"] {
            #expect(Self.lines(Self.action(target, of: try Self.origin(route: line))).first == status)
        }
    }

    // MARK: Channels

    @Test(arguments: [
        ("", ["test"]), ("?", ["test"]), ("?channel=a", ["a"]), ("?channel=a&channel=b&x=y", ["a", "b"]),
        ("?channel=a%20b%2Fc", ["a b/c"]), ("?channel=caf%C3%A9", ["café"]), ("?channel=a=b", ["a=b"]),
        ("?channel", ["test"]), ("?channel=", ["test"]), ("?Channel=a", ["test"]), ("?xchannel=a", ["test"]),
        // What could not stand in a header must not reach one.
        ("?channel=a%0d%0aX-Injected:%201", ["test"]), ("?channel=%00&channel=b", ["b"]), ("?channel=%7F", ["test"]),
    ])
    func channelsAreNamedByTheQuery(query: String, expected: [String]) throws {
        guard case .answer(let answer) = Self.action("/stream" + query, of: try Self.origin()) else {
            Issue.record("no answer")
            return
        }
        #expect(answer.head.fields.values("Grip-Channel") == expected)
        #expect(answer.head.fields.count == 3 + expected.count)
    }

    // MARK: The welcome page

    @Test func browsersGetThePageOnlyWhileNobodyGaveARoute() throws {
        let accept: HeaderFields = ["Accept": "text/html,application/xhtml+xml"]
        let page = Self.lines(Self.action("/", fields: accept, of: try Self.origin(isWelcome: true)))
        #expect(page[1] == "Content-Type: text/html; charset=utf-8")
        #expect(page.last == WelcomePage.html)
        #expect(page.contains("Content-Length: \(WelcomePage.html.utf8.count)"))
        #expect(Self.lines(Self.action("/", of: try Self.origin(isWelcome: true)))[1] == "Content-Type: text/plain")
        #expect(Self.lines(Self.action("/", fields: accept, of: try Self.origin()))[1] == "Content-Type: text/plain")
    }

    /// A page of another site must not publish: browsers say where a request comes from.
    @Test(
        arguments: [
            ([:], true),
            (["Host": "a:7999", "Origin": "http://a:7999"], true),
            (["Host": "a", "Origin": "https://a"], true),
            (["Host": "a", "Origin": "http://evil"], false),
            (["Host": "a", "Origin": "null"], false),
            (["Host": "a", "Origin": "http://a.evil"], false),
            (["Origin": "http://a"], false),
            (["Host": "a", "Sec-Fetch-Site": "same-origin"], true),
            (["Host": "a", "Sec-Fetch-Site": "cross-site"], false),
            (["Host": "a", "Sec-Fetch-Site": "same-site"], false),
            (["Host": "a", "Origin": "http://evil", "Sec-Fetch-Site": "same-origin"], false),
        ] as [(HeaderFields, Bool)]
    )
    func onlyTheOwnPageMayPublish(fields: HeaderFields, isAllowed: Bool) throws {
        let origin = try Self.origin(isWelcome: true)
        let action = Self.action("/publish", method: "POST", fields: fields, body: "hi", of: origin)
        if isAllowed {
            #expect(action == .publish(text: "hi"))
        } else {
            #expect(Self.lines(action).first == "403")
        }
    }

    @Test(arguments: [("GET", true), ("POST", false)])
    func publishingIsForThePageAlone(method: String, isWelcome: Bool) throws {
        let origin = try Self.origin(isWelcome: isWelcome)
        #expect(Self.lines(Self.action("/publish", method: method, of: origin)).first == "404")
    }

    @Test func fixedAnswersAreWhole() {
        let expected = ["200", "Content-Type: text/plain", "Content-Length: 10", "Published\n"]
        #expect(Self.lines(.answer(TestOrigin.published)) == expected)
        #expect(Self.lines(.answer(TestOrigin.tooLarge)).first == "400")
        #expect(Self.lines(.answer(TestOrigin.tooLarge)).last == "request too large\n")
    }
}
