import GRIP
import HTTP1
import NIOCore
import ProxySessions
import Testing
import WebSocket

/// `Content-Bytes-Accepted` and `Content-Bytes-Replayed` (reference: websocket 3.5).
struct OverHTTPStateMachinePartialTests {
    private static func taken(_ count: Int) -> [String] { ["Content-Bytes-Accepted: \(count)"] }

    @Test func whatWasNotTakenIsSentAgainWithWhatIsNew() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("abcdef")
        let answer = fixture.answer("TEXT 2\r\nok\r\n", Self.taken(4))
        let deliveries = fixture.deliveries()
        let waiting = fixture.step()
        let next = fixture.send("next")
        _ = fixture.answer("", Self.taken(6))
        let last = fixture.send("z")
        #expect(answer == .deliver)
        #expect(deliveries == [.text("ok")])
        #expect(waiting == .rest)
        #expect(next == .request([.text("ef"), .text("next")], replayed: 2))
        #expect(last == .request([.text("z")]))
    }

    struct Row: Sendable {
        var events: [MessagePart]
        var taken: Int
        var rest: [WebSocketEvent]
        var replayed: Int
    }

    @Test(arguments: [
        Row(events: [.text("ab"), .text("cd")], taken: 0, rest: [.text("ab"), .text("cd")], replayed: 4),
        Row(events: [.text("ab"), .text("cd")], taken: 1, rest: [.text("b"), .text("cd")], replayed: 3),
        Row(events: [.text("ab"), .text("cd")], taken: 2, rest: [.text("cd")], replayed: 2),
        Row(events: [.text("ab"), .text("cd")], taken: 3, rest: [.text("d")], replayed: 1),
        Row(events: [.text("ab"), .text("cd")], taken: 4, rest: [], replayed: 0),
        // Empty messages go with the byte before them.
        Row(events: [.text("ab"), .text(""), .text("cd")], taken: 2, rest: [.text("cd")], replayed: 2),
        Row(events: [.text(""), .text("cd")], taken: 0, rest: [.text(""), .text("cd")], replayed: 2),
        Row(events: [.text(""), .text("cd")], taken: 1, rest: [.text("d")], replayed: 1),
        Row(events: [.text("")], taken: 0, rest: [], replayed: 0),
        Row(
            events: [.ping(ByteBuffer(string: "pq")), .text("c")],
            taken: 1,
            rest: [.ping("q"), .text("c")],
            replayed: 2
        ),
    ])
    func theOriginMayTakeAnyNumberOfBytes(_ row: Row) {
        var fixture = OverHTTPFixture.open()
        for event in row.events {
            _ = fixture.machine.clientSent(event)
        }
        _ = fixture.step()
        _ = fixture.answer("", Self.taken(row.taken))
        _ = fixture.deliveries()
        let waiting = fixture.step()
        let next = fixture.send("!")
        #expect(waiting == .rest)
        #expect(next == .request(row.rest + [.text("!")], replayed: row.replayed))
    }

    @Test func whatIsNotTakenIsSentAgainAtTheIntervalAndOnARefresh() {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        _ = fixture.send("ab")
        _ = fixture.answer("", Self.taken(0))
        let waiting = fixture.step()
        let end = fixture.now + .seconds(30)
        fixture.wait(seconds: 30)
        let due = fixture.step()
        _ = fixture.answer("", Self.taken(1))
        fixture.machine.refreshRequested()
        let refreshed = fixture.step()
        #expect(waiting == .wait(until: end))
        #expect(due == .request([.text("ab")], replayed: 2))
        #expect(refreshed == .request([.text("b")], replayed: 1))
    }

    @Test func pingsArePongedOnceTheyAreTakenWhole() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.ping(ByteBuffer(string: "pq")))
        _ = fixture.step()
        _ = fixture.answer("", Self.taken(1))
        let first = fixture.deliveries()
        _ = fixture.send("x")
        _ = fixture.answer("")
        let second = fixture.deliveries()
        #expect(first == [])
        #expect(second == [.pong("pq")])
    }

    @Test func moreThanOfferedCutsTheClient() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("ab")
        let answer = fixture.answer("", Self.taken(3))
        #expect(answer == .lose(.tookTooMuch(3, offered: 2)))
    }

    @Test(arguments: [0, 1])
    func noProgressCutsTheClientWhenMoreWaits(taken: Int) {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.text(String(repeating: "x", count: 60)))
        _ = fixture.machine.clientSent(.text(String(repeating: "y", count: 60)))
        _ = fixture.step()
        let answer = fixture.answer("", Self.taken(taken))
        let next = fixture.request()
        #expect(answer == (taken == 0 ? .lose(.tookNothing) : .deliver))
        #expect(next?.count == (taken == 0 ? nil : 1))
    }

    @Test func aPartThatWasTakenMakesRoom() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send(String(repeating: "x", count: 90))
        _ = fixture.answer("", Self.taken(80))
        let isWritable = fixture.machine.isWritable
        #expect(isWritable)
    }

    // MARK: With a Close

    @Test func takingLessThanTheMessagesPutsTheCloseOff() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.text("abcd"))
        let first = fixture.close(1000, "r")
        let answer = fixture.answer("", Self.taken(2))
        let deliveries = fixture.deliveries()
        let second = fixture.step()
        _ = fixture.answer("CLOSE\r\n", Self.taken(5))
        let last = fixture.deliveries()
        #expect(first == .request([.text("abcd"), .closed(1000, "r")]))
        #expect(answer == .deliver)
        #expect(deliveries == [])
        #expect(second == .request([.text("cd"), .closed(1000, "r")], replayed: 2))
        #expect(last == [.deliver(.close(nil))])
    }

    @Test(arguments: [4, 5, 6])
    func takingTheMessagesWithoutTheCloseCutsTheClient(taken: Int) {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.text("abcd"))
        _ = fixture.close(1000, "r")
        let answer = fixture.answer("", Self.taken(taken))
        #expect(answer == .lose(.closeNotTaken))
    }

    @Test func aCloseWithoutContentIsTakenWithTheMessages() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.text("abcd"))
        _ = fixture.close()
        _ = fixture.answer("CLOSE\r\n", Self.taken(4))
        let deliveries = fixture.deliveries()
        #expect(deliveries == [.deliver(.close(nil))])
    }

    @Test func noProgressBeforeACloseCutsTheClientUnlessThereIsAnInterval() {
        var without = OverHTTPFixture.open()
        _ = without.machine.clientSent(.text("abcd"))
        _ = without.close()
        let cut = without.answer("", Self.taken(0))
        var with = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        _ = with.machine.clientSent(.text("abcd"))
        _ = with.close()
        let kept = with.answer("", Self.taken(0))
        let waiting = with.step()
        #expect(cut == .lose(.tookNothing))
        #expect(kept == .deliver)
        #expect(waiting == .wait(until: with.now + .seconds(30)))
    }

    @Test func anOriginThatTakesNothingInTheBackgroundHearsOfTheEnd() {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        _ = fixture.machine.clientSent(.text("abcd"))
        _ = fixture.close()
        fixture.machine.ended()
        _ = fixture.answer("", Self.taken(1))
        let second = fixture.step()
        _ = fixture.answer("", Self.taken(0))
        let last = fixture.step()
        #expect(second == .request([.text("bcd"), .close(.none)], replayed: 3))
        #expect(last == .request([.disconnect]))
    }
}
