import GRIP
import HTTP1
import NIOCore
import ProxySessions
import Testing
import WebSocket

/// Every way to an end (reference: websocket 3.2 items 3 and 6, 3.4 items 3 and 4; seed libraries P23).
struct OverHTTPStateMachineClosingTests {
    // MARK: The client closes

    struct CloseRow: Sendable {
        /// The content of the CLOSE that the origin answers with.
        var answer: [UInt8]?
        var code: Int?
        var reason = ""
    }

    @Test(arguments: [
        CloseRow(answer: [0x0F, 0xA2, 0x78], code: 4002, reason: "x"),
        // Code 0 stands for no code of its own: the client's is the answer.
        CloseRow(answer: [0, 0], code: 4001, reason: "bye"), CloseRow(answer: nil, code: nil),
        CloseRow(answer: [7], code: nil),
    ])
    func theOriginsCloseAnswersTheClients(_ row: CloseRow) {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.text("last"))
        let request = fixture.close(4001, "bye")
        var bytes = ByteBuffer(string: "CLOSE\r\n")
        if let content = row.answer {
            bytes = ByteBuffer(string: "CLOSE \(content.count)\r\n")
            bytes.writeBytes(content)
            bytes.writeString("\r\n")
        }
        _ = fixture.begin()
        _ = fixture.machine.answerReceived(bytes)
        _ = fixture.machine.answerEnded(now: fixture.now)
        let deliveries = fixture.deliveries()
        let payload = row.code.map { ClosePayload(code: $0, reason: row.reason) }
        fixture.machine.ended()
        let next = fixture.step()
        #expect(request == .request([.text("last"), .closed(4001, "bye")]))
        #expect(deliveries == [.deliver(.close(payload))])
        #expect(next == .finish)
    }

    @Test func aCloseWithoutAnswerCutsTheClient() {
        var fixture = OverHTTPFixture.open()
        let request = fixture.close()
        let answer = fixture.answer("TEXT 1\r\na\r\n")
        let deliveries = fixture.deliveries()
        #expect(request == .request([.close(.none)]))
        #expect(answer == .deliver)
        #expect(deliveries == [.text("a"), .lose(.closeUnanswered)])
    }

    @Test func aCloseMayBeAnsweredAtTheInterval() {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        _ = fixture.close(1000)
        _ = fixture.answer("TEXT 1\r\na\r\n")
        let first = fixture.deliveries()
        let waiting = fixture.step()
        let end = fixture.now + .seconds(30)
        fixture.wait(seconds: 30)
        let request = fixture.step()
        _ = fixture.answer("CLOSE 2\r\n\u{3}\u{1}\r\n")
        let second = fixture.deliveries()
        #expect(first == [.text("a")])
        #expect(waiting == .wait(until: end))
        #expect(request == .request([]))
        #expect(second == [.deliver(.closed(0x301))])
    }

    @Test func turningTheIntervalOffInTheAnswerToACloseCutsTheClient() {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        _ = fixture.close(1000)
        _ = fixture.answer("", ["Keep-Alive-Interval: 0"])
        let deliveries = fixture.deliveries()
        #expect(deliveries == [.lose(.closeUnanswered)])
    }

    @Test func nothingOfTheClientCountsAfterItsClose() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.piece(.text, "half", isFirst: true, isLast: false))
        _ = fixture.machine.clientSent(.closed(1000))
        _ = fixture.machine.clientSent(.text("late"))
        let request = fixture.close(4000)
        #expect(request == .request([.closed(1000)]))
    }

    @Test func aCloseDuringARequestFollowsIt() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        let meanwhile = fixture.close(1000)
        // The answer is not one to the Close.
        _ = fixture.answer("")
        let deliveries = fixture.deliveries()
        let next = fixture.step()
        #expect(meanwhile == .rest)
        #expect(deliveries == [])
        #expect(next == .request([.closed(1000)]))
    }

    // MARK: The origin closes

    @Test func theClientsAnswerToTheOriginsCloseIsReported() {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        _ = fixture.send("x")
        _ = fixture.answer("TEXT 1\r\na\r\nCLOSE 5\r\n\u{3}\u{2}end\r\nTEXT 1\r\nb\r\n")
        let deliveries = fixture.deliveries()
        let waiting = fixture.step()
        fixture.wait(seconds: 60)
        let later = fixture.step()
        let request = fixture.close(0x302, "end")
        fixture.machine.ended()
        _ = fixture.answer("")
        let last = fixture.step()
        #expect(deliveries == [.text("a"), .deliver(.closed(0x302, "end"))])
        #expect(waiting == .rest)
        #expect(later == .rest)
        #expect(request == .request([.closed(0x302, "end")]))
        #expect(last == .finish)
    }

    @Test(arguments: ["CLOSE 2\r\n\0\0\r\n", "CLOSE\r\n", "CLOSE 0\r\n\r\n"])
    func aCloseWithCode0IsOneWithoutACode(_ event: String) {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.answer(event)
        let deliveries = fixture.deliveries()
        #expect(deliveries == [.deliver(.close(nil))])
    }

    @Test func whatTheClientSentBeforeItsAnswerIsStillSent() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.answer("CLOSE\r\n")
        _ = fixture.deliveries()
        let data = fixture.send("crossed")
        _ = fixture.answer("TEXT 1\r\nz\r\n")
        let ignored = fixture.deliveries()
        let close = fixture.close(1000)
        #expect(data == .request([.text("crossed")]))
        #expect(ignored == [])
        #expect(close == .request([.closed(1000)]))
    }

    @Test func closesThatCrossAreBothReported() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.close(4001)
        _ = fixture.answer("CLOSE 2\r\n\u{3}\u{2}\r\n")
        let deliveries = fixture.deliveries()
        fixture.machine.ended()
        let request = fixture.step()
        let answer = fixture.answer("")
        let last = fixture.step()
        #expect(deliveries == [.deliver(.closed(0x302))])
        #expect(request == .request([.closed(4001)]))
        #expect(answer == .ignore)
        #expect(last == .finish)
    }

    @Test func aRefreshAfterTheOriginsCloseAsksNothing() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        fixture.machine.refreshRequested()
        _ = fixture.answer("CLOSE\r\n")
        _ = fixture.deliveries()
        fixture.machine.refreshRequested()
        let next = fixture.step()
        #expect(next == .rest)
    }

    // MARK: The client is lost

    @Test func aLostClientIsReportedAtOnce() {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        fixture.machine.clientLost()
        let request = fixture.step()
        let head = fixture.begin(status: 404, type: "text/html")
        _ = fixture.machine.answerReceived(ByteBuffer(repeating: 0, count: 5000))
        let end = fixture.machine.answerEnded(now: fixture.now)
        let last = fixture.step()
        #expect(request == .request([.disconnect]))
        #expect(head == .collect)
        #expect(end == .ignore)
        #expect(last == .finish)
    }

    @Test func aLostClientIsReportedAfterTheRequestThatIsUnderWay() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        _ = fixture.send("never sent")
        fixture.machine.clientLost()
        let meanwhile = fixture.step()
        _ = fixture.answer("TEXT 1\r\nx\r\nCLOSE\r\n")
        let deliveries = fixture.deliveries()
        let request = fixture.step()
        #expect(meanwhile == .rest)
        #expect(deliveries == [])
        #expect(request == .request([.disconnect]))
    }

    @Test func anOriginThatSaysDisconnectIsNotTold() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        fixture.machine.clientLost()
        _ = fixture.answer("DISCONNECT\r\n")
        let next = fixture.step()
        #expect(next == .finish)
    }

    @Test func anAnswerThatCannotBeUsedEndsTheReport() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        fixture.machine.clientLost()
        let answer = fixture.begin(status: 500)
        let next = fixture.step()
        #expect(answer == .cancel)
        #expect(next == .finish)
    }

    @Test func aLostClientThatHadClosedIsReportedAsClosed() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        _ = fixture.send("b")
        _ = fixture.close(1001)
        fixture.machine.clientLost()
        _ = fixture.answer("")
        let request = fixture.step()
        _ = fixture.answer("CLOSE\r\n")
        let last = fixture.step()
        #expect(request == .request([.text("b"), .closed(1001)]))
        #expect(last == .finish)
    }

    @Test func anOriginThatPutsItsCloseOffIsToldThatTheClientIsLost() {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        _ = fixture.close(1001)
        fixture.machine.clientLost()
        _ = fixture.answer("")
        let request = fixture.step()
        #expect(request == .request([.disconnect]))
    }

    @Test func aClientLostAfterItsCloseWasTakenIsReported() {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        _ = fixture.close(1001)
        _ = fixture.answer("")
        _ = fixture.step()
        fixture.machine.clientLost()
        let request = fixture.step()
        #expect(request == .request([.disconnect]))
    }

    @Test func aClientThatDoesNotAnswerACloseIsReportedAsLost() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.answer("CLOSE\r\n")
        _ = fixture.deliveries()
        fixture.machine.clientLost()
        let request = fixture.step()
        #expect(request == .request([.disconnect]))
    }

    // MARK: Detached and ended

    @Test func aDetachedOriginGetsACloseAfterWhatWaits() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        _ = fixture.send("b")
        fixture.machine.detached()
        let meanwhile = fixture.step()
        _ = fixture.answer("TEXT 1\r\nx\r\n", ["Keep-Alive-Interval: 30"])
        let deliveries = fixture.deliveries()
        let request = fixture.step()
        _ = fixture.answer("")
        let last = fixture.step()
        #expect(meanwhile == .rest)
        #expect(deliveries == [])
        #expect(request == .request([.text("b"), .close(.none)]))
        #expect(last == .finish)
    }

    @Test func detachingDuringDeliveryDropsTheRest() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("x")
        _ = fixture.answer("TEXT 1\r\na\r\nTEXT 1\r\nb\r\n")
        let first = fixture.machine.nextDelivery()
        fixture.machine.detached()
        let second = fixture.machine.nextDelivery()
        let request = fixture.step()
        #expect(first == .text("a"))
        #expect(second == .rest)
        #expect(request == .request([.close(.none)]))
    }

    @Test func endingWithACloseThatWaitsSendsItInTheBackground() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.machine.clientSent(.close(nil))
        fixture.machine.ended()
        let request = fixture.step()
        _ = fixture.answer("")
        let last = fixture.step()
        #expect(request == .request([.close(.none)]))
        #expect(last == .finish)
    }

    @Test(arguments: [true, false])
    func anOriginThatExpectsToBeAskedAgainHearsOfTheEnd(isCloseTaken: Bool) {
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"])
        _ = fixture.close()
        if isCloseTaken {
            _ = fixture.answer("")
            _ = fixture.step()
            fixture.machine.ended()
        } else {
            fixture.machine.ended()
            _ = fixture.answer("")
        }
        let request = fixture.step()
        #expect(request == .request([.disconnect]))
    }

    @Test func nothingCountsAfterTheEnd() {
        var fixture = OverHTTPFixture.open()
        fixture.machine.ended()
        fixture.machine.clientLost()
        fixture.machine.detached()
        fixture.machine.refreshRequested()
        let part = fixture.machine.clientSent(.text("x"))
        let head = fixture.begin()
        let body = fixture.machine.answerReceived(ByteBuffer(string: "x"))
        let end = fixture.machine.answerEnded(now: fixture.now)
        let failure = fixture.fail(.notTaken)
        let next = fixture.step()
        #expect(part == .ignore)
        #expect(head == .cancel)
        #expect(body == .cancel)
        #expect(end == .ignore)
        #expect(failure == .ignore)
        #expect(next == .finish)
    }
}
