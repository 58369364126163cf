import NIOCore
import NIOEmbedded
import ProxyFanout
import ProxySessions
import Testing
import WebSocket

@testable import ProxyServer

/// Reference: websocket 3.
struct OverHTTPOriginTests {
    // MARK: Opening

    @Test func anAcceptanceIsReportedAndItsEventsWaitForTheOwner() throws {
        let fixture = try OverHTTPOriginFixture()
        fixture.begin()
        let request = try fixture.received()
        try fixture.answer("OPEN\r\nTEXT 2\r\nhi\r\nPING\r\n", ["X-App: 1"])
        let before = fixture.trace.take()
        fixture.attach()
        #expect(request == "OPEN\r\n")
        #expect(before == ["accepted 1"])
        #expect(fixture.trace.take() == ["text hi", "ping ", "flush"])
        #expect(fixture.embedded.services.overHTTP[fixture.origin.connectionID] === fixture.origin)
        #expect(fixture.embedded.count(.webSocketEventRequests) == 1)
    }

    @Test func aRejectionIsRelayed() throws {
        let fixture = try OverHTTPOriginFixture()
        fixture.begin()
        try fixture.answer("403 No", [], String(repeating: "x", count: 100_001))
        #expect(fixture.trace.take() == ["rejected 403 length(100000)", "body 100000", "ended"])
        #expect(fixture.embedded.services.overHTTP.count == 0)
    }

    @Test func aRejectionIsRelayedAsItComes() throws {
        let fixture = try OverHTTPOriginFixture()
        fixture.begin()
        try fixture.embedded.origins.send(
            ByteBuffer(string: "HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nab")
        )
        let first = fixture.trace.take()
        try fixture.embedded.origins.send(ByteBuffer(string: "cd"))
        #expect(first == ["rejected 403 length(4)", "body 2", "flush"])
        #expect(fixture.trace.take() == ["body 2", "ended"])
    }

    @Test func aRejectionWithoutALengthGetsOne() throws {
        let fixture = try OverHTTPOriginFixture()
        fixture.begin()
        try fixture.embedded.origins.send(
            ByteBuffer(string: "HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")
        )
        let first = fixture.trace.take()
        try fixture.embedded.origins.send(ByteBuffer(string: "2\r\ncd\r\n0\r\n\r\n"))
        #expect(first == ["flush"])
        #expect(fixture.trace.take() == ["rejected 403 length(4)", "body 4", "ended"])
    }

    @Test func anAnswerThatMakesNoSenseIsRefused() throws {
        let fixture = try OverHTTPOriginFixture()
        fixture.begin()
        try fixture.answer("TEXT 1\r\nx\r\n")
        let trace = fixture.trace.take()
        #expect(trace.count == 1)
        #expect(trace.first?.hasPrefix("refused: ") == true)
        #expect(fixture.embedded.services.overHTTP.count == 0)
        #expect(fixture.embedded.count(.webSocketEventsMalformed) == 1)
    }

    @Test func anOriginThatIsNotReachedIsTheHandshakesMatter() throws {
        let fixture = try OverHTTPOriginFixture()
        fixture.embedded.origins.refusedHosts = ["app"]
        fixture.begin()
        let trace = fixture.trace.take()
        #expect(trace.count == 1)
        #expect(trace.first?.hasPrefix("failed: connection refused") == true)
        #expect(fixture.embedded.services.overHTTP.count == 0)
    }

    // MARK: Messages

    @Test func messagesGoOutWithTheFlushAndAnswersComeBack() throws {
        let fixture = try OverHTTPOriginFixture.open()
        fixture.origin.send(.text("a"))
        fixture.embedded.loop.run()
        let early = try fixture.received()
        fixture.send(.ping("p"))
        let request = try fixture.received()
        try fixture.answer("TEXT 1\r\nb\r\n")
        #expect(early == nil)
        #expect(request == "TEXT 1\r\na\r\nPING 1\r\np\r\n")
        #expect(fixture.trace.take() == ["text b", "pong p", "flush"])
    }

    @Test func theClientIsHeldWhileTooMuchWaits() throws {
        var limits = Limits()
        limits.webSocketEventBytes = 100
        let fixture = try OverHTTPOriginFixture.open(limits: limits)
        fixture.send(.text(String(repeating: "x", count: 90)))
        let isWritable = fixture.origin.isWritable
        try fixture.answer("")
        #expect(!isWritable)
        #expect(fixture.origin.isWritable)
        #expect(fixture.trace.take() == ["goes on"])
    }

    @Test func aMessageThatIsTooLargeClosesWith1009() throws {
        var limits = Limits()
        limits.webSocketEventBytes = 100
        let fixture = try OverHTTPOriginFixture.open(limits: limits)
        fixture.send(.text(String(repeating: "x", count: 101)))
        let trace = fixture.trace.take()
        fixture.send(.close(1009))
        let request = try fixture.received()
        #expect(trace == ["close 1009 message too large for WebSocket-over-HTTP: 100 bytes at most", "flush"])
        #expect(request == "CLOSE 2\r\n\u{3}\u{F1}\r\n" || request?.hasPrefix("CLOSE 2\r\n") == true)
        #expect(fixture.embedded.count(.webSocketProtocolErrors) == 1)
    }

    @Test func aClientThatDoesNotReadGetsNothing() throws {
        let fixture = try OverHTTPOriginFixture.open()
        fixture.send(.text("a"))
        fixture.origin.pauseReading()
        try fixture.answer("TEXT 1\r\nb\r\n")
        let paused = fixture.trace.take()
        fixture.origin.resumeReading()
        let within = fixture.trace.take()
        fixture.embedded.loop.run()
        #expect(paused == [])
        #expect(within == [])
        #expect(fixture.trace.take() == ["text b", "flush"])
    }

    @Test func aRefreshAsksAtOnceAndTheIntervalLater() throws {
        let fixture = try OverHTTPOriginFixture.open(["Keep-Alive-Interval: 20"])
        fixture.embedded.services.overHTTP[fixture.origin.connectionID]?.refresh()
        fixture.embedded.loop.run()
        let refreshed = try fixture.received()
        try fixture.answer("")
        fixture.embedded.advance(.seconds(19))
        let early = try fixture.received()
        fixture.embedded.advance(.seconds(2))
        let due = try fixture.received()
        #expect(refreshed == "")
        #expect(early == nil)
        #expect(due == "")
    }

    @Test(arguments: ["500 Oops", "200 OK"])
    func anAnswerThatCarriesNoEventsCutsTheClient(_ status: String) throws {
        let fixture = try OverHTTPOriginFixture.open()
        fixture.send(.text("a"))
        try fixture.answer(status, ["Content-Type: text/plain"], "x")
        let trace = fixture.trace.take()
        #expect(trace.count == 1)
        #expect(trace.first?.hasPrefix("lost: the origin answered WebSocket events with") == true)
        #expect(fixture.embedded.services.overHTTP.count == 0)
        #expect(fixture.embedded.count(.webSocketEventsMalformed) == 1)
        #expect(fixture.origin.owner == nil)
    }

    // MARK: Failures

    @Test func aRequestThatWasNotTakenIsSentAgain() throws {
        let fixture = try OverHTTPOriginFixture.open(["Connection: close"])
        fixture.embedded.origins.refusedHosts = ["app"]
        fixture.send(.text("a"))
        fixture.embedded.origins.refusedHosts = []
        fixture.embedded.advance(.milliseconds(900))
        let early = try fixture.received()
        fixture.embedded.advance(.milliseconds(1300))
        let later = try fixture.received()
        #expect(early == nil)
        #expect(later == "TEXT 1\r\na\r\n")
        #expect(fixture.trace.take() == [])
        #expect(fixture.embedded.count(.webSocketEventRetries) == 1)
    }

    @Test func aRequestThatMayHaveBeenTakenCutsTheClient() throws {
        let fixture = try OverHTTPOriginFixture.open(["Connection: close"])
        fixture.send(.text("a"))
        fixture.embedded.origins.reset()
        let trace = fixture.trace.take()
        #expect(trace.count == 1)
        #expect(trace.first?.contains("closed before a response") == true)
    }

    @Test func aUsedConnectionThatEndsIsReplacedForARequestWithoutEvents() throws {
        let fixture = try OverHTTPOriginFixture.open()
        fixture.origin.refresh()
        fixture.embedded.loop.run()
        let first = try fixture.received()
        fixture.embedded.origins.reset()
        let second = try fixture.received()
        try fixture.answer("TEXT 1\r\nb\r\n")
        #expect(first == "")
        #expect(second == "")
        #expect(fixture.embedded.origins.connections.count == 2)
        #expect(fixture.trace.take() == ["text b", "flush"])
    }

    // MARK: Ends

    @Test func aClientThatIsLostIsReportedInTheBackground() throws {
        let fixture = try OverHTTPOriginFixture.open()
        fixture.origin.cancel()
        fixture.embedded.loop.run()
        let request = try fixture.received()
        let kept = fixture.embedded.services.overHTTP.count
        try fixture.answer("TEXT 1\r\nx\r\n")
        #expect(request == "DISCONNECT\r\n")
        #expect(kept == 1)
        #expect(fixture.trace.take() == [])
        #expect(fixture.embedded.services.overHTTP.count == 0)
    }

    @Test func aDetachedOriginGetsACloseAndNothingMore() throws {
        let fixture = try OverHTTPOriginFixture.open()
        fixture.origin.detach()
        fixture.embedded.loop.run()
        let request = try fixture.received()
        fixture.send(.text("unheard"))
        try fixture.answer("CLOSE\r\n")
        #expect(request == "CLOSE\r\n")
        #expect(try fixture.received() == nil)
        #expect(fixture.trace.take() == [])
        #expect(fixture.embedded.services.overHTTP.count == 0)
    }

    @Test func theAnswerToTheOriginsCloseIsSentInTheBackground() throws {
        let fixture = try OverHTTPOriginFixture.open()
        fixture.send(.text("a"))
        try fixture.answer("CLOSE 2\r\n\u{3}\u{2}\r\n")
        let trace = fixture.trace.take()
        _ = try fixture.received()
        fixture.origin.send(.close(nil))
        fixture.origin.end()
        fixture.embedded.loop.run()
        let request = try fixture.received()
        try fixture.answer("")
        #expect(trace == ["close 770 ", "flush"])
        #expect(request == "CLOSE\r\n")
        #expect(fixture.embedded.services.overHTTP.count == 0)
    }

    @Test func onlyAFewAreReportedAtATime() throws {
        let embedded = EmbeddedServices(routes: ["* app:80,over_http"])
        let fixtures = try (0..<70).map { _ in
            let fixture = try OverHTTPOriginFixture(embedded: embedded)
            fixture.begin()
            try fixture.answer("OPEN\r\n", ["Connection: close"])
            return fixture
        }
        for fixture in fixtures {
            fixture.origin.cancel()
        }
        embedded.loop.run()
        #expect(embedded.count(.webSocketEventRequests) == 70 + 64)
        for connection in embedded.origins.connections.suffix(64) {
            connection.close(promise: nil)
        }
        embedded.loop.run()
        #expect(embedded.count(.webSocketEventRequests) == 140)
        #expect(embedded.services.overHTTP.count == 6)
    }
}
