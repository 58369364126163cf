import GRIP
import HTTP1
import NIOCore
import ProxySessions
import Testing
import WebSocket

/// Messages in both directions, intervals and refreshes (reference: websocket 3.2, 3.4).
struct OverHTTPStateMachineTests {
    // MARK: Client to origin

    @Test func messagesOfOneTurnGoIntoOneRequest() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.text("a"))
        _ = fixture.machine.clientSent(.binary("b"))
        _ = fixture.machine.clientSent(.ping(ByteBuffer()))
        _ = fixture.machine.clientSent(.pong(ByteBuffer(string: "p")))
        let next = fixture.step()
        #expect(
            next == .request([.text("a"), .binary(ByteBuffer(string: "b")), .ping(""), .pong(ByteBuffer(string: "p"))])
        )
    }

    @Test func onlyCompleteMessagesAreSent() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.piece(.text, "one ", isFirst: true, isLast: false))
        let before = fixture.step()
        _ = fixture.machine.clientSent(.ping(ByteBuffer(string: "p")))
        _ = fixture.machine.clientSent(.piece(.text, "two ", isFirst: false, isLast: false))
        _ = fixture.machine.clientSent(.piece(.text, "three", isFirst: false, isLast: true))
        let after = fixture.step()
        #expect(before == .rest)
        #expect(after == .request([.ping("p"), .text("one two three")]))
    }

    @Test func oneRequestIsUnderWayAtATime() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        let meanwhile = [fixture.send("b"), fixture.send("c")]
        _ = fixture.answer("")
        let next = fixture.step()
        #expect(meanwhile == [.rest, .rest])
        #expect(next == .request([.text("b"), .text("c")]))
    }

    @Test func oneEventPerRequestWhereTheTargetWantsIt() {
        var fixture = OverHTTPFixture.open(isOneEvent: true)
        _ = fixture.machine.clientSent(.text("a"))
        _ = fixture.machine.clientSent(.text("b"))
        let first = fixture.close(1000)
        _ = fixture.answer("")
        let second = fixture.step()
        _ = fixture.answer("")
        let third = fixture.step()
        #expect(first == .request([.text("a")]))
        #expect(second == .request([.text("b")]))
        #expect(third == .request([.closed(1000)]))
    }

    @Test func requestsAreFilledUpToTheLimit() {
        var fixture = OverHTTPFixture.open()
        let text = String(repeating: "x", count: 60)
        _ = fixture.machine.clientSent(.text(text))
        _ = fixture.machine.clientSent(.text(String(text.prefix(40))))
        _ = fixture.machine.clientSent(.text("y"))
        let first = fixture.step()
        _ = fixture.answer("")
        let second = fixture.step()
        #expect(first == .request([.text(text), .text(String(text.prefix(40)))]))
        #expect(second == .request([.text("y")]))
    }

    @Test func noMoreIsWantedWhileTheLimitIsReached() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send(String(repeating: "x", count: 70))
        let full = fixture.machine.isWritable
        _ = fixture.answer("")
        let emptied = fixture.machine.isWritable
        #expect(!full)
        #expect(emptied)
    }

    @Test func emptyMessagesCountForSomething() {
        var fixture = OverHTTPFixture.open()
        for _ in 0..<4 {
            _ = fixture.machine.clientSent(.ping(ByteBuffer()))
        }
        let isWritable = fixture.machine.isWritable
        #expect(!isWritable)
    }

    @Test func aMessageThatIsStillArrivingDoesNotBlockItself() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(
            .piece(.text, String(repeating: "x", count: 100), isFirst: true, isLast: false)
        )
        let isWritable = fixture.machine.isWritable
        #expect(isWritable)
    }

    @Test func aMessageOfTheLimitIsSent() {
        var fixture = OverHTTPFixture.open()
        let text = String(repeating: "x", count: 100)
        let next = fixture.send(text)
        #expect(next == .request([.text(text)]))
    }

    @Test(arguments: [1, 101])
    func aMessageOverTheLimitClosesWith1009(firstLength: Int) {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.text("before"))
        var outcome = fixture.machine.clientSent(
            .piece(.binary, String(repeating: "x", count: firstLength), isFirst: true, isLast: false)
        )
        if firstLength == 1 {
            outcome = fixture.machine.clientSent(
                .piece(.binary, String(repeating: "x", count: 100), isFirst: false, isLast: false)
            )
        }
        let rest = fixture.machine.clientSent(.piece(.binary, "x", isFirst: false, isLast: true))
        let delivered = fixture.deliveries()
        let reason = "message too large for WebSocket-over-HTTP: 100 bytes at most"
        let request = fixture.step()
        _ = fixture.answer("TEXT 4\r\nlate\r\n", ["Keep-Alive-Interval: 30"])
        let late = fixture.deliveries()
        let idle = fixture.step()
        let close = fixture.close(1009)
        _ = fixture.answer("")
        let last = fixture.step()
        #expect(outcome == .refuse)
        #expect(rest == .ignore)
        #expect(delivered == [.deliver(.closed(1009, reason))])
        #expect(request == .request([.text("before")]))
        #expect(late == [])
        #expect(idle == .rest)
        #expect(close == .request([.closed(1009)]))
        #expect(last == .finish)
    }

    // MARK: Origin to client

    @Test func eventsAreDeliveredInOrder() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        let answer = fixture.answer("TEXT 1\r\na\r\nX-NEW 1\r\nz\r\nBINARY 1\r\nb\r\nPING\r\nPONG 1\r\nq\r\n")
        let deliveries = fixture.deliveries()
        let next = fixture.step()
        #expect(answer == .deliver)
        #expect(
            deliveries == [
                .text("a"), .deliver(.binary("b")), .deliver(.ping(ByteBuffer())), .pong("q"),
            ]
        )
        #expect(next == .rest)
    }

    @Test func anEventMayBeAsLargeAsTheAnswer() {
        var fixture = OverHTTPFixture.open()
        let text = String(repeating: "x", count: 900)
        _ = fixture.send("x")
        _ = fixture.answer("TEXT 384\r\n\(text)\r\n")
        let deliveries = fixture.deliveries()
        #expect(deliveries == [.text(text)])
    }

    @Test(arguments: ["DISCONNECT", "OPEN"])
    func anEventThatEndsTheConnectionCutsTheClientAfterWhatCameBefore(_ event: String) {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.answer("TEXT 1\r\na\r\n\(event)\r\nTEXT 1\r\nb\r\n")
        let deliveries = fixture.deliveries()
        let next = fixture.step()
        #expect(deliveries == [.text("a"), .lose(event == "OPEN" ? .openedTwice : .disconnected)])
        #expect(next == .finish)
    }

    @Test func aClientThatTakesNothingIsCutWithoutWhatWaits() {
        var fixture = OverHTTPFixture.open()
        fixture.machine.clientBlocked()
        _ = fixture.send("x")
        _ = fixture.answer("TEXT 1\r\na\r\nDISCONNECT\r\n")
        let deliveries = fixture.deliveries()
        #expect(deliveries == [.lose(.disconnected)])
    }

    struct Misfit: Sendable {
        var status = 200
        var type = "application/websocket-events"
        var lines: [String] = []
        var loss: OverHTTPLoss
    }

    @Test(arguments: [
        Misfit(status: 500, loss: .unusableStatus(500)), Misfit(status: 204, loss: .unusableStatus(204)),
        Misfit(type: "text/html", loss: .unusableType("text/html")),
        Misfit(
            type: "application/websocket-events;x=1",
            loss: .unusableType("application/websocket-events;x=1")
        ),
        Misfit(lines: ["Content-Bytes-Accepted: -1"], loss: .invalidTakenCount("-1")),
        Misfit(lines: ["Content-Bytes-Accepted: "], loss: .invalidTakenCount("")),
    ])
    func anAnswerThatCarriesNoEventsCutsTheClient(_ row: Misfit) {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        let answer = fixture.begin(status: row.status, type: row.type, row.lines)
        let next = fixture.step()
        #expect(answer == .lose(row.loss))
        #expect(next == .finish)
    }

    @Test func malformedEventsCutTheClient() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        let answer = fixture.answer("TEXT 1\r\na\r\nTEXT 9\r\nx\r\n")
        let deliveries = fixture.deliveries()
        #expect(answer == .lose(.malformedEvents(WebSocketEventError(.contentTooShort, offset: 22))))
        #expect(deliveries == [])
    }

    @Test func anAnswerOverTheLimitCutsTheClient() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.begin()
        let body = fixture.machine.answerReceived(ByteBuffer(repeating: 65, count: 1001))
        #expect(body == .lose(.answerTooLarge(limitBytes: 1000)))
    }

    @Test func nothingIsAskedWhileTheClientDoesNotTakeMuch() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.answer("TEXT 64\r\n\(String(repeating: "x", count: 100))\r\n")
        let delivered = fixture.deliveries().count
        fixture.machine.clientBlocked()
        let blocked = fixture.send("y")
        fixture.machine.clientUnblocked()
        let unblocked = fixture.step()
        #expect(delivered == 1)
        #expect(blocked == .rest)
        #expect(unblocked == .request([.text("y")]))
    }

    @Test func theOriginIsAskedWhileTheClientDoesNotTakeALittle() {
        var fixture = OverHTTPFixture.open()
        fixture.machine.clientBlocked()
        _ = fixture.send("x")
        _ = fixture.answer("TEXT 1\r\na\r\n")
        let blocked = fixture.deliveries()
        let next = fixture.send("y")
        fixture.machine.clientUnblocked()
        let unblocked = fixture.deliveries()
        #expect(blocked == [])
        #expect(next == .request([.text("y")]))
        #expect(unblocked == [.text("a")])
    }

    // MARK: Pings (reference: seed libraries P25)

    struct PongRow: Sendable {
        var pings: [String]
        var answer: String
        var pongs: [String]
    }

    @Test(arguments: [
        PongRow(pings: ["a"], answer: "", pongs: ["a"]),
        PongRow(pings: [""], answer: "TEXT 1\r\nx\r\n", pongs: [""]),
        PongRow(pings: ["a"], answer: "PONG 1\r\na\r\n", pongs: ["a"]),
        PongRow(pings: ["a", "b", "c"], answer: "PONG 1\r\nb\r\n", pongs: ["b", "a", "c"]),
        // A library that forgets the payload has answered nevertheless.
        PongRow(pings: ["a", "b"], answer: "PONG\r\n", pongs: ["", "b"]),
        PongRow(pings: ["a"], answer: "PONG\r\nPONG\r\n", pongs: ["", ""]),
    ])
    func pingsThatTheOriginDoesNotPongArePonged(_ row: PongRow) {
        var fixture = OverHTTPFixture.open()
        for payload in row.pings {
            _ = fixture.machine.clientSent(.ping(ByteBuffer(string: payload)))
        }
        _ = fixture.step()
        _ = fixture.answer(row.answer)
        let pongs = fixture.deliveries().compactMap { delivery in
            if case .deliver(.pong(let payload)) = delivery { String(buffer: payload) } else { nil }
        }
        #expect(pongs == row.pongs)
    }

    @Test func pingsAreNotPongedAfterAClose() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.ping(ByteBuffer(string: "a")))
        _ = fixture.step()
        _ = fixture.answer("CLOSE\r\n")
        let deliveries = fixture.deliveries()
        #expect(deliveries == [.deliver(.close(nil))])
    }

    @Test func pingsOfLaterRequestsAreNotPonged() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.machine.clientSent(.ping(ByteBuffer(string: "a")))
        _ = fixture.answer("")
        let deliveries = fixture.deliveries()
        #expect(deliveries == [])
    }

    // MARK: Interval and refresh

    struct IntervalRow: Sendable {
        var value: String
        var seconds: Int64?
    }

    @Test(arguments: [
        IntervalRow(value: "30", seconds: 30), IntervalRow(value: "20", seconds: 20),
        IntervalRow(value: "1", seconds: 20), IntervalRow(value: "0", seconds: nil),
        IntervalRow(value: "-5", seconds: nil), IntervalRow(value: "soon", seconds: nil),
        IntervalRow(value: "1.5", seconds: nil),
        IntervalRow(value: "99999999999999999999999999", seconds: 1_000_000_000),
    ])
    func theIntervalIsAtLeast20Seconds(_ row: IntervalRow) {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 40"])
        _ = fixture.send("x")
        _ = fixture.answer("", ["Keep-Alive-Interval: \(row.value)"])
        let next = fixture.step()
        #expect(next == (row.seconds.map { .wait(until: fixture.now + .seconds($0)) } ?? .rest))
    }

    @Test func theIntervalStaysUntilItIsChanged() {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 40"])
        fixture.wait(seconds: 10)
        _ = fixture.send("x")
        _ = fixture.answer("")
        let waiting = fixture.step()
        let end = fixture.now + .seconds(40)
        fixture.wait(seconds: 39)
        let early = fixture.step()
        fixture.wait(seconds: 1)
        let due = fixture.step()
        #expect(waiting == .wait(until: end))
        #expect(early == .wait(until: end))
        #expect(due == .request([]))
    }

    @Test func aRefreshAsksAtOnce() {
        var fixture = OverHTTPFixture.open()
        fixture.machine.refreshRequested()
        let next = fixture.step()
        #expect(next == .request([]))
    }

    @Test func aRefreshDuringARequestAsksAfterIt() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        fixture.machine.refreshRequested()
        fixture.machine.refreshRequested()
        let meanwhile = fixture.step()
        _ = fixture.answer("")
        let next = fixture.step()
        _ = fixture.answer("")
        let last = fixture.step()
        #expect(meanwhile == .rest)
        #expect(next == .request([]))
        #expect(last == .rest)
    }

    @Test func metaThatIsOverTheLimitIsCounted() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.answer("", ["Set-Meta-A: \(String(repeating: "x", count: 20_000))", "Set-Meta-B: 1"])
        let lines = fixture.machine.meta.fields.lines
        let refusedCount = fixture.machine.refusedMetaCount
        #expect(lines == ["Meta-B: 1"])
        #expect(refusedCount == 1)
    }
}
