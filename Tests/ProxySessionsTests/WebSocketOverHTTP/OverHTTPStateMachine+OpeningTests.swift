import GRIP
import HTTP1
import NIOCore
import ProxySessions
import Testing

/// The answer to `OPEN` (reference: websocket 3.3).
struct OverHTTPStateMachineOpeningTests {
    private typealias Machine = OverHTTPStateMachine

    @Test func theFirstRequestIsOpen() {
        var fixture = OverHTTPFixture()
        let first = fixture.step()
        let second = fixture.step()
        #expect(first == .request([.open]))
        #expect(second == .rest)
    }

    @Test func anAcceptanceComesWithItsHeadAndItsEvents() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        let answer = fixture.answer(
            "OPEN\r\nTEXT 2\r\nhi\r\n",
            [
                "Content-Length: 9", "X-App: 1", "Sec-WebSocket-Extensions: grip", "Keep-Alive-Interval: 30",
                "set-meta-User: u", "Grip-Sig: x", "Content-Bytes-Accepted: 0", "Sec-WebSocket-Protocol: p",
            ]
        )
        let head = ResponseHead(
            status: 200,
            fields: HeaderFields([
                "X-App: 1", "Sec-WebSocket-Extensions: grip", "Grip-Sig: x", "Sec-WebSocket-Protocol: p",
            ])
        )
        let deliveries = fixture.deliveries()
        let meta = fixture.machine.meta.fields.lines
        let next = fixture.step()
        #expect(answer == .accept(head))
        #expect(deliveries == [.text("hi")])
        #expect(meta == ["Meta-User: u"])
        #expect(next == .wait(until: fixture.now + .seconds(30)))
    }

    @Test func anEmptyAnswerWithAnIntervalLeavesItUndecided() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        let answer = fixture.answer("", ["Keep-Alive-Interval: 1"])
        let waiting = fixture.step()
        let end = fixture.now + .seconds(20)
        fixture.wait(seconds: 20)
        let again = fixture.step()
        let accepted = fixture.answer("OPEN\r\n")
        #expect(answer == .ignore)
        #expect(waiting == .wait(until: end))
        #expect(again == .request([.open]))
        #expect(accepted == .accept(ResponseHead(status: 200)))
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var body: String
        var lines: [String] = []
        var testDescription: String { "\(self.body) \(self.lines)" }
    }

    @Test(arguments: [
        Refusal(body: ""), Refusal(body: "", lines: ["Keep-Alive-Interval: 0"]),
        Refusal(body: "", lines: ["Keep-Alive-Interval: x"]), Refusal(body: "TEXT 1\r\nx\r\n"),
        Refusal(body: "TEXT 1\r\nx\r\nOPEN\r\n"), Refusal(body: "DISCONNECT\r\n", lines: ["Keep-Alive-Interval: 30"]),
    ])
    func anAnswerThatDoesNotBeginWithOpenIsRefused(_ row: Refusal) {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        let answer = fixture.answer(row.body, row.lines)
        let next = fixture.step()
        #expect(answer == .refuse(.notOpened))
        #expect(next == .finish)
    }

    @Test func anAnswerThatCannotBeParsedIsRefused() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        let answer = fixture.answer("OPEN\r\nTEXT zz\r\nx\r\n")
        guard case .refuse(.malformedEvents) = answer else {
            Issue.record("\(answer)")
            return
        }
    }

    @Test func anAnswerOverTheLimitIsRefused() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        _ = fixture.begin()
        let inside = fixture.machine.answerReceived(ByteBuffer(repeating: 65, count: 1000))
        let beyond = fixture.machine.answerReceived(ByteBuffer(repeating: 65, count: 1))
        #expect(inside == .collect)
        #expect(beyond == .refuse(.answerTooLarge(limitBytes: 1000)))
    }

    struct Rejection: Sendable {
        var status: Int
        var type: String
    }

    @Test(arguments: [
        Rejection(status: 401, type: "application/websocket-events"), Rejection(status: 200, type: "text/plain"),
        Rejection(status: 201, type: "application/websocket-events"),
        Rejection(status: 200, type: "application/websocket-events; charset=utf-8"),
        Rejection(status: 200, type: "Application/websocket-events"), Rejection(status: 302, type: ""),
    ])
    func anyOtherAnswerIsARejection(_ row: Rejection) {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        let answer = fixture.begin(status: row.status, type: row.type, framing: .length(2), ["X-R: 1"])
        let head = ResponseHead(status: row.status, fields: HeaderFields(["Content-Type: \(row.type)", "X-R: 1"]))
        let body = fixture.machine.rejectionReceived(ByteBuffer(string: "no"))
        let end = fixture.machine.answerEnded(now: fixture.now)
        let next = fixture.step()
        #expect(answer == .reject(head, .length(2)))
        #expect(body == .relay(ByteBuffer(string: "no")))
        #expect(end == .endRejection)
        #expect(next == .finish)
    }

    @Test func aLongRejectionIsCut() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        let answer = fixture.begin(status: 403, framing: .length(100_001), ["content-length: 100001"])
        let first = fixture.machine.rejectionReceived(ByteBuffer(repeating: 1, count: 99_999))
        let second = fixture.machine.rejectionReceived(ByteBuffer(repeating: 2, count: 2))
        let third = fixture.machine.rejectionReceived(ByteBuffer(repeating: 3, count: 2))
        guard case .reject(let head, let framing) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(head.fields.values(.contentLength) == ["100000"])
        #expect(framing == .length(100_000))
        #expect(first == .relay(ByteBuffer(repeating: 1, count: 99_999)))
        #expect(second == .relayLast(ByteBuffer(repeating: 2, count: 1)))
        #expect(third == .ignore)
    }

    @Test(arguments: [BodyFraming.chunked, .untilClose])
    func aRejectionOfUnknownLengthIsCollected(_ framing: BodyFraming) {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        let answer = fixture.begin(status: 403, type: "text/plain", framing: framing, ["Transfer-Encoding: chunked"])
        let bodies = ["me", "mbers"].map { fixture.machine.rejectionReceived(ByteBuffer(string: $0)) }
        let end = fixture.machine.answerEnded(now: fixture.now)
        let next = fixture.step()
        let head = ResponseHead(status: 403, fields: HeaderFields(["Content-Type: text/plain", "Content-Length: 7"]))
        #expect(answer == .collectRejection)
        #expect(bodies == [.ignore, .ignore])
        #expect(end == .reject(head, ByteBuffer(string: "members")))
        #expect(next == .finish)
    }

    @Test func aLongRejectionOfUnknownLengthIsCut() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        _ = fixture.begin(status: 403, type: "text/plain")
        let first = fixture.machine.rejectionReceived(ByteBuffer(repeating: 1, count: 99_999))
        let second = fixture.machine.rejectionReceived(ByteBuffer(repeating: 1, count: 10))
        let head = ResponseHead(
            status: 403,
            fields: HeaderFields(["Content-Type: text/plain", "Content-Length: 100000"])
        )
        #expect(first == .ignore)
        #expect(second == .relayWhole(head, ByteBuffer(repeating: 1, count: 100_000)))
    }

    @Test(arguments: [
        OverHTTPStateMachine.Failure.notTaken, .afterTaken,
    ])
    func aFailureIsTheHandshakes(_ failure: OverHTTPStateMachine.Failure) {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        let failed = fixture.fail(failure)
        let next = fixture.step()
        #expect(failed == .fail)
        #expect(next == .finish)
    }

    @Test func aUsedConnectionThatEndsIsReplacedOnce() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        let first = fixture.fail(.usedConnectionEnded)
        let again = fixture.step()
        let second = fixture.fail(.usedConnectionEnded)
        #expect(first == .retry(at: fixture.now))
        #expect(again == .request([.open], allowsReuse: false))
        #expect(second == .fail)
    }

    @Test func aClientThatLeavesIsReportedOnceTheOriginAccepted() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        fixture.machine.clientLost()
        let waiting = fixture.step()
        let answer = fixture.answer("OPEN\r\nTEXT 1\r\nx\r\n")
        let deliveries = fixture.deliveries()
        let next = fixture.step()
        _ = fixture.begin(status: 500)
        let end = fixture.machine.answerEnded(now: fixture.now)
        let last = fixture.step()
        #expect(waiting == .rest)
        #expect(answer == .ignore)
        #expect(deliveries == [])
        #expect(next == .request([.disconnect]))
        #expect(end == .ignore)
        #expect(last == .finish)
    }

    @Test(arguments: ["", "TEXT 1\r\nx\r\n", "nonsense"])
    func aClientThatLeavesIsNotReportedWhenNothingWasAccepted(_ body: String) {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        fixture.machine.clientLost()
        let answer = fixture.answer(body, ["Keep-Alive-Interval: 30"])
        let next = fixture.step()
        #expect(answer == .ignore)
        #expect(next == .finish)
    }

    @Test func aClientThatLeavesARejectionEndsIt() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        _ = fixture.begin(status: 403)
        fixture.machine.clientLost()
        let next = fixture.step()
        #expect(next == .finish)
    }

    @Test func aClientThatLeavesBetweenTwoOpensIsForgotten() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        _ = fixture.answer("", ["Keep-Alive-Interval: 30"])
        fixture.machine.clientLost()
        let next = fixture.step()
        #expect(next == .finish)
    }
}
