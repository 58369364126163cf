import GRIP
import HTTP1
import NIOCore
import ProxyRouting
import ProxySessions
import Testing

/// The heads of requests with events (reference: websocket 3.2).
struct EventRequestHeadTests {
    private static let handshake = [
        "Host: localhost", "Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: abc=", "Sec-WebSocket-Protocol: p", "Sec-WebSocket-Extensions: permessage-deflate",
        "sec-websocket-extensions: grip; message-prefix=\"x\", other", "Cookie: c=1", "Origin: http://o.example",
    ]
    private static let events = [
        "Accept: application/websocket-events", "Connection-Id: the-id", "Content-Type: application/websocket-events",
    ]

    private func lines(
        _ handshake: [String] = Self.handshake,
        route line: String = "* localhost:80,over_http",
        trusted: Bool = false,
        meta: ConnectionMeta = ConnectionMeta(),
        bodyByteCount: Int = 6,
        replayed: Int = 0
    ) throws -> [String] {
        let route = try makeRoute(line)
        let client = RequestHead("GET", "/room?x=1", handshake)
        let grip = GripPolicy(route: route, isTrustedClient: trusted)
        let uri = try RequestURI(client).rewritten(by: route, toward: route.targets[0])
        let head = EventRequestHead(client, connectionID: "the-id", grip: grip).head(
            rules: RequestRules(gripFeatures: "f"),
            uri: uri,
            route: route,
            context: RequestContext(grip: grip, isTLS: false, gripSignature: "token"),
            meta: meta,
            bodyByteCount: bodyByteCount,
            replayedByteCount: replayed
        )
        #expect(head.method == "POST")
        #expect(head.target == Array("/room?x=1".utf8))
        #expect(head.version == .http11)
        return head.fields.lines
    }

    @Test func theHandshakeBecomesAPost() throws {
        #expect(
            try self.lines() == [
                "Host: localhost", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: abc=", "Sec-WebSocket-Protocol: p",
                "Cookie: c=1", "Origin: http://o.example", "Grip-Sig: token", "Grip-Feature: f", "Content-Length: 6",
                "Sec-WebSocket-Extensions: grip",
            ] + Self.events
        )
    }

    @Test(arguments: [
        "Accept: */*", "Connection-Id: forged", "CONNECTION-id: forged", "Meta-User: forged", "meta-: forged",
        "Content-Length: 0", "content-type: text/plain", "Content-Bytes-Replayed: 9",
    ])
    func whatWouldContradictAPostOfEventsIsDropped(_ line: String) throws {
        let plain = try self.lines(["Host: localhost"], trusted: true)
        #expect(try self.lines(["Host: localhost", line], trusted: true) == plain)
        #expect(try self.lines(["Host: localhost", line]).filter { $0.hasSuffix("forged") } == [])
    }

    @Test func withoutGripNoExtensionIsOffered() throws {
        let lines = try self.lines(route: "*,no_grip localhost:80,over_http")
        #expect(lines.contains { $0.lowercased().hasPrefix("sec-websocket-extensions") } == false)
    }

    @Test func aTrustedClientOffersTheExtensionItself() throws {
        let offered = try self.lines(trusted: true).filter { $0.lowercased().hasPrefix("sec-websocket-extensions") }
        #expect(offered == ["Sec-WebSocket-Extensions: grip; message-prefix=\"x\""])
        let none = try self.lines(["Host: localhost"], trusted: true)
        #expect(none == ["Host: localhost", "Content-Length: 6"] + Self.events)
    }

    @Test func aRouteMaySetHeadersButNotThoseOfEvents() throws {
        let lines = try self.lines(
            ["Host: localhost"],
            route: "*,header=Meta-Zone:eu,header=Accept:x/y,header=Content-Type:x/y localhost:80,over_http"
        )
        #expect(lines.contains("Meta-Zone: eu"))
        #expect(lines.filter { $0.hasPrefix("Accept:") } == [Self.events[0]])
        #expect(lines.filter { $0.hasPrefix("Content-Type:") } == [Self.events[2]])
    }

    @Test func metaAndReplayedBytesAreTold() throws {
        var machine = OverHTTPFixture.open(["Set-Meta-User: alice", "SET-META-room: 7", "Set-Meta-: x"])
        let meta = machine.machine.meta
        let lines = try self.lines(meta: meta, bodyByteCount: 0, replayed: 12)
        #expect(Array(lines.suffix(3)) == ["Content-Bytes-Replayed: 12", "Meta-User: alice", "Meta-room: 7"])
        #expect(lines.contains("Content-Length: 0"))
        _ = machine.step()
    }

    @Test func metaIsReplacedAndRemovedWhateverItsSpelling() {
        var fixture = OverHTTPFixture.open(["Set-Meta-A: 1", "Set-Meta-B: 1", "Set-Meta-C: 1"])
        _ = fixture.send("x")
        _ = fixture.answer("", ["set-meta-a: 2", "Set-Meta-b: ", "Set-Meta-D: "])
        let lines = fixture.machine.meta.fields.lines
        #expect(lines == ["Meta-C: 1", "Meta-a: 2"])
    }

    @Test func noMoreNamesAreStoredThanTheLimit() {
        var fixture = OverHTTPFixture.open((0..<60).map { "Set-Meta-N\($0): 1" })
        _ = fixture.send("x")
        _ = fixture.answer("", (60..<70).map { "Set-Meta-N\($0): 1" })
        let meta = fixture.machine.meta
        let refusedCount = fixture.machine.refusedMetaCount
        #expect(meta.fields.count == 64)
        #expect(refusedCount == 6)
    }
}
