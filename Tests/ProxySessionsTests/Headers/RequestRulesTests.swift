import HTTP1
import ProxyRouting
import ProxySessions
import Testing

/// Reference: behaviour 3.3, steps 3 to 6 and 10; design 5, "forged headers".
struct RequestRulesTests {
    @Test func untouchedFieldsKeepOrderSpellingAndRepetition() throws {
        let lines = [
            "Host: localhost", "user-AGENT: kit/1", "Cookie: a=b; c=d", "X-Dup: 1", "Accept: */*", "X-Dup: 2",
            "X-Empty: ",
            "Via: 1.1 edge", "Forwarded: for=1.2.3.4", "TE: trailers", "Upgrade: h2c", "Proxy-Connection: x",
            "X-Conn: y",
        ]
        #expect(try originLines(RequestHead(lines), trusted: true) == lines)
    }

    @Test func bytesThatAreNotUTF8PassThrough() throws {
        var head = RequestHead(["Host: a.example"])
        head.fields.append(name: "X-L".utf8, value: [0x63, 0xE9])
        let route = try makeRoute()
        let context = RequestContext(grip: GripPolicy(route: route, isTrustedClient: false), isTLS: false)
        let origin = RequestRules().originHead(
            for: head,
            framing: .none,
            uri: try RequestURI(head),
            route: route,
            context: context
        )
        #expect(origin.fields.first { $0.nameString == "X-L" }.map { Array($0.value) } == [0x63, 0xE9])
    }

    @Test(arguments: [
        "Connection: keep-alive, X-Normal", "connection: close", "Keep-Alive: timeout=5", "ACCEPT-ENCODING: gzip",
        "Content-Encoding: x", "Transfer-Encoding: chunked", "Expect: 100-continue",
    ])
    func hopByHopFieldsAreRemoved(_ line: String) throws {
        let lines = try originLines(RequestHead(["Host: localhost", line, "X-Normal: stays"]), trusted: true)
        #expect(lines == ["Host: localhost", "X-Normal: stays"])
    }

    @Test(arguments: [
        "Grip-Hold: stream", "grip-sig: forged", "GRIP-Whatever: x", "Grip-: x", "Connection-Id: 1", "connection-ID: 1",
        "Meta-User: alice", "meta-x: y",
        // A CGI-style origin reads these as the ones above.
        "Grip_Sig: forged", "Connection_Id: 1", "META_User: alice",
    ])
    func forgedFieldsAreRemovedUnlessTheClientIsTrusted(_ line: String) throws {
        let head = RequestHead(["Host: localhost", line, "X-Normal: stays"])
        #expect(try originLines(head) == ["Host: localhost", "X-Normal: stays", "Grip-Feature: f"])
        #expect(try originLines(head, route: "*,no_grip localhost:80") == ["Host: localhost", "X-Normal: stays"])
        #expect(try originLines(head, trusted: true) == ["Host: localhost", line, "X-Normal: stays"])
    }

    @Test(arguments: ["Gripper: x", "Grip: x", "Metadata: x", "Meta: x", "Connection-Ids: x", "X-Grip-Hold: x"])
    func fieldsThatOnlyResembleForgedOnesStay(_ line: String) throws {
        #expect(try originLines(RequestHead(["Host: localhost", line])).contains(line))
    }

    @Test(arguments: [
        // Client's lines, Host line of the origin, which is always first
        (["Host: a.example", "X: 1"], ["Host: a.example", "X: 1"]),
        (["host: a.example", "X: 1"], ["host: a.example", "X: 1"]),
        (["Host: A.example:80", "X: 1"], ["Host: a.example:80", "X: 1"]),
        (["X: 1", "Host: a.example", "Y: 2"], ["Host: a.example", "X: 1", "Y: 2"]),
        (["Host: a.example", "X: 1", "Host: b.example"], ["Host: a.example", "X: 1"]),
        (["X: 1"], ["Host: localhost", "X: 1"]),
        (["Connection: close", "host: a.example", "X: 1"], ["host: a.example", "X: 1"]),
    ])
    func hostIsFirstAndSingle(_ client: [String], _ origin: [String]) throws {
        #expect(try originLines(RequestHead(client), trusted: true) == origin)
    }

    @Test func requestLineTakesTheRewrittenURI() throws {
        let route = try makeRoute("*,path_rem=2 localhost:80")
        let head = RequestHead("PROPFIND", "/a/b?c", version: .http10, ["Host: a.example"])
        let origin = RequestRules().originHead(
            for: head,
            framing: .none,
            uri: try RequestURI(head).rewritten(by: route, toward: route.targets[0]),
            route: route,
            context: RequestContext(grip: GripPolicy(route: route, isTrustedClient: true), isTLS: false)
        )
        #expect(origin.method == "PROPFIND")
        #expect(origin.target == Array("/b?c".utf8))
        #expect(origin.version == .http11)
    }

    @Test(arguments: [
        (false, ["Host: localhost", "Pushpin-Route: r"], nil),
        (true, ["Host: localhost"], "r" as String?),
    ])
    func routeIDIsRemovedOnlyWhereItCounts(_ isAccepted: Bool, _ origin: [String], _ id: String?) throws {
        let rules = RequestRules(acceptsRouteID: isAccepted)
        let head = RequestHead(["Host: localhost", "Pushpin-Route: r"])
        #expect(try originLines(head, rules: rules, trusted: true) == origin)
        #expect(rules.routeID(in: head.fields) == id)
    }

    @Test(arguments: [
        (nil as String?, ["CDN-Loop: edge-a"], ["CDN-Loop: edge-a"]),
        ("me", [], ["CDN-Loop: me"]),
        ("me", ["CDN-Loop: edge-a, edge-b"], ["CDN-Loop: edge-a, edge-b, me"]),
        ("me", ["cdn-loop: a ,b,,", "CDN-Loop: c"], ["CDN-Loop: a, b, c, me"]),
    ])
    func cdnLoopGetsTheToken(_ token: String?, _ client: [String], _ origin: [String]) throws {
        let rules = RequestRules(cdnLoopToken: token)
        let lines = try originLines(RequestHead(["Host: localhost"] + client), rules: rules, trusted: true)
        #expect(lines == ["Host: localhost"] + origin)
    }
}
