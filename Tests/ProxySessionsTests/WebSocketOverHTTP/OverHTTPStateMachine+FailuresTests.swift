import GRIP
import HTTP1
import NIOCore
import ProxySessions
import Testing
import WebSocket

/// Requests that fail once the WebSocket is open (reference: websocket 3.6).
struct OverHTTPStateMachineFailuresTests {
    @Test func aRequestThatWasNotTakenIsSentAgainFiveTimes() {
        var fixture = OverHTTPFixture.open()
        let first = fixture.send("a")
        var delays: [TimeAmount] = []
        var requests: [OverHTTPStateMachine.Step] = []
        while case .retry(let time) = fixture.fail(.notTaken) {
            delays.append(time - fixture.now)
            let waiting = fixture.send("later")
            #expect(waiting == .wait(until: time))
            fixture.now = time
            requests.append(fixture.step())
        }
        let last = fixture.step()
        #expect(delays == [1, 2, 4, 8, 16].map { .seconds($0) + .milliseconds(7) })
        #expect(first == .request([.text("a")]))
        #expect(requests == Array(repeating: first, count: 5))
        #expect(last == .finish)
    }

    @Test func theCountStartsAnewWithEveryRequest() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        _ = fixture.fail(.notTaken)
        fixture.wait(seconds: 2)
        _ = fixture.step()
        _ = fixture.answer("")
        _ = fixture.send("b")
        let failed = fixture.fail(.notTaken)
        #expect(failed == .retry(at: fixture.now + .seconds(1) + .milliseconds(7)))
    }

    @Test(arguments: [OverHTTPStateMachine.Failure.afterTaken, .usedConnectionEnded])
    func aRequestThatMayHaveBeenTakenCutsTheClient(_ failure: OverHTTPStateMachine.Failure) {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        let failed = fixture.fail(failure)
        let next = fixture.step()
        #expect(failed == .lose)
        #expect(next == .finish)
    }

    @Test func aRequestWithoutEventsIsSentAgainOverAFreshConnection() {
        var fixture = OverHTTPFixture.open()
        fixture.machine.refreshRequested()
        _ = fixture.step()
        let failed = fixture.fail(.usedConnectionEnded)
        let again = fixture.step()
        let second = fixture.fail(.usedConnectionEnded)
        #expect(failed == .retry(at: fixture.now))
        #expect(again == .request([], allowsReuse: false))
        #expect(second == .lose)
    }

    @Test func anAnswerThatBreaksOffCutsTheClient() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        _ = fixture.begin()
        _ = fixture.machine.answerReceived(ByteBuffer(string: "TEXT 1\r\nx\r\n"))
        let failed = fixture.fail(.afterTaken)
        let deliveries = fixture.deliveries()
        #expect(failed == .lose)
        #expect(deliveries == [])
    }

    @Test func aClientLostWhileARetryWaitsIsReportedInstead() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        _ = fixture.fail(.notTaken)
        fixture.machine.clientLost()
        fixture.wait(seconds: 2)
        let request = fixture.step()
        #expect(request == .request([.disconnect]))
    }

    @Test func aClientLostDuringARequestThatFailsIsReportedInstead() {
        var fixture = OverHTTPFixture.open()
        _ = fixture.send("a")
        fixture.machine.clientLost()
        let failed = fixture.fail(.notTaken)
        fixture.wait(seconds: 2)
        let request = fixture.step()
        #expect(failed == .retry(at: fixture.now - .seconds(1) + .milliseconds(7)))
        #expect(request == .request([.disconnect]))
    }

    @Test func theReportOfALostClientIsSentAgainToo() {
        var fixture = OverHTTPFixture.open()
        fixture.machine.clientLost()
        _ = fixture.step()
        let failed = fixture.fail(.notTaken)
        fixture.wait(seconds: 2)
        let again = fixture.step()
        let second = fixture.fail(.afterTaken)
        let last = fixture.step()
        #expect(failed == .retry(at: fixture.now - .seconds(1) + .milliseconds(7)))
        #expect(again == .request([.disconnect]))
        #expect(second == .ignore)
        #expect(last == .finish)
    }

    @Test(arguments: [OverHTTPStateMachine.Failure.notTaken, .usedConnectionEnded, .afterTaken])
    func aClientLostWhileOpenFailsIsForgotten(_ failure: OverHTTPStateMachine.Failure) {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        fixture.machine.clientLost()
        let failed = fixture.fail(failure)
        let next = fixture.step()
        #expect(failed == .ignore)
        #expect(next == .finish)
    }

    @Test func aRejectionThatBreaksOffIsReported() {
        var fixture = OverHTTPFixture()
        _ = fixture.step()
        _ = fixture.begin(status: 403)
        let failed = fixture.fail(.afterTaken)
        #expect(failed == .fail)
    }
}
