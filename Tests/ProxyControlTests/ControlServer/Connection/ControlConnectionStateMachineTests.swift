import HTTP1
import NIOCore
import ProxyControl
import ProxyFanout
import Testing

struct ControlConnectionStateMachineTests {
    static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    static func makeStateMachine() -> ControlConnectionStateMachine {
        let timeouts = ControlTimeouts(request: .seconds(30), idle: .seconds(60))
        return ControlConnectionStateMachine(timeouts: timeouts, now: self.start)
    }

    static func makeExchange(
        _ operation: ControlOperation = .publish(.text),
        version: HTTPVersion = .http11
    ) -> ControlExchange {
        let head = RequestHead(method: "POST", target: Array("/publish".utf8), version: version, fields: [:])
        return ControlExchange(head: head, operation: operation)
    }

    static func answer(
        _ response: ControlResponse,
        _ exchange: ControlExchange?,
        _ sequel: ControlAnswer.Sequel
    ) -> ControlAnswer {
        ControlAnswer(response, to: exchange, then: sequel)
    }

    @Test func publishWaitsForTheSink() {
        var machine = Self.makeStateMachine()
        let exchange = Self.makeExchange()
        #expect(machine.headDecoded(exchange, expectsContinue: false, now: Self.start) == .readBody)
        machine.bodyDecoded(ByteBuffer(string: "ab"))
        machine.bodyDecoded(ByteBuffer(string: "c"))
        #expect(machine.requestDecoded(now: Self.start) == .publish(ByteBuffer(string: "abc"), .untilQueued))
        #expect(machine.readiness == .wait)
        let answer = machine.itemsPublished([.duplicate], now: Self.start)
        #expect(answer == Self.answer(.published(.text, [.duplicate]), exchange, .nextRequest))
        #expect(machine.readiness == .decode)
    }

    @Test func malformedPublishKeepsTheConnection() {
        var machine = Self.makeStateMachine()
        let exchange = Self.makeExchange()
        _ = machine.headDecoded(exchange, expectsContinue: false, now: Self.start)
        _ = machine.requestDecoded(now: Self.start)
        let answer = machine.publishRefused(.malformedPublish("x"), now: Self.start)
        #expect(answer == Self.answer(.refused(.malformedPublish("x")), exchange, .nextRequest))
    }

    @Test func oldVersionEndsWithTheAnswer() {
        var machine = Self.makeStateMachine()
        let exchange = Self.makeExchange(.greet, version: .http10)
        _ = machine.headDecoded(exchange, expectsContinue: false, now: Self.start)
        #expect(machine.requestDecoded(now: Self.start) == .answer(Self.answer(.greeting, exchange, .close)))
        #expect(machine.readiness == .discard)
    }

    @Test func continueIsSentForABodyThatIsWanted() {
        var machine = Self.makeStateMachine()
        #expect(machine.headDecoded(Self.makeExchange(), expectsContinue: true, now: Self.start) == .sendContinue)
    }

    @Test func bodyThatIsNotWantedIsNotAskedFor() {
        var machine = Self.makeStateMachine()
        let exchange = Self.makeExchange(.refuse(.notFound))
        let expected = Self.answer(.refused(.notFound), exchange, .linger)
        #expect(machine.headDecoded(exchange, expectsContinue: true, now: Self.start) == .answer(expected))
        #expect(machine.readiness == .discard)
    }

    @Test func outcomesAfterTheEndFindNobody() {
        var machine = Self.makeStateMachine()
        _ = machine.headDecoded(Self.makeExchange(), expectsContinue: false, now: Self.start)
        _ = machine.requestDecoded(now: Self.start)
        machine.connectionClosed()
        #expect(machine.itemsPublished([.duplicate], now: Self.start) == nil)
    }

    // MARK: Time

    @Test func unusedConnectionIsClosed() {
        var machine = Self.makeStateMachine()
        #expect(machine.deadlineChecked(now: Self.start + .seconds(59), isCrowded: false) == .wait)
        #expect(machine.deadlineChecked(now: Self.start + .seconds(60), isCrowded: false) == .close)
    }

    @Test func unusedConnectionMakesRoomInACrowd() {
        var machine = Self.makeStateMachine()
        #expect(machine.deadlineChecked(now: Self.start + .milliseconds(999), isCrowded: true) == .wait)
        #expect(machine.deadlineChecked(now: Self.start + .seconds(1), isCrowded: true) == .close)
    }

    @Test func slowHeadIsAnswered() {
        var machine = Self.makeStateMachine()
        let begin = Self.start + .seconds(50)
        machine.requestBegan(now: begin)
        machine.requestBegan(now: begin + .seconds(20))
        #expect(machine.deadlineChecked(now: begin + .seconds(29), isCrowded: true) == .wait)
        let expected = Self.answer(.refused(.timedOut), nil, .linger)
        #expect(machine.deadlineChecked(now: begin + .seconds(30), isCrowded: false) == .answer(expected))
        #expect(machine.deadlineChecked(now: begin + .seconds(31), isCrowded: false) == .wait)
        #expect(machine.deadlineChecked(now: begin + .seconds(32), isCrowded: false) == .close)
    }

    @Test func slowBodyIsAnsweredAndItsTimeBeginsWithTheHead() {
        var machine = Self.makeStateMachine()
        let exchange = Self.makeExchange()
        machine.requestBegan(now: Self.start)
        _ = machine.headDecoded(exchange, expectsContinue: false, now: Self.start + .seconds(20))
        #expect(machine.deadlineChecked(now: Self.start + .seconds(29), isCrowded: false) == .wait)
        let expected = Self.answer(.refused(.timedOut), exchange, .linger)
        #expect(machine.deadlineChecked(now: Self.start + .seconds(30), isCrowded: false) == .answer(expected))
    }

    @Test func publishingHasNoDeadline() {
        var machine = Self.makeStateMachine()
        _ = machine.headDecoded(Self.makeExchange(), expectsContinue: false, now: Self.start)
        _ = machine.requestDecoded(now: Self.start)
        #expect(machine.deadlineChecked(now: Self.start + .hours(1), isCrowded: true) == .wait)
    }

    @Test func idleTimeBeginsAgainWithTheAnswer() {
        var machine = Self.makeStateMachine()
        _ = machine.headDecoded(Self.makeExchange(.greet), expectsContinue: false, now: Self.start)
        _ = machine.requestDecoded(now: Self.start + .seconds(20))
        #expect(machine.deadlineChecked(now: Self.start + .seconds(79), isCrowded: false) == .wait)
        #expect(machine.deadlineChecked(now: Self.start + .seconds(80), isCrowded: false) == .close)
    }

    // MARK: Draining

    @Test func drainClosesAnUnusedConnection() {
        var machine = Self.makeStateMachine()
        #expect(machine.drainBegan() == .close)
    }

    @Test func drainLetsTheRequestInHandFinish() {
        var machine = Self.makeStateMachine()
        let exchange = Self.makeExchange()
        machine.requestBegan(now: Self.start)
        #expect(machine.drainBegan() == .finishRequest)
        _ = machine.headDecoded(exchange, expectsContinue: false, now: Self.start)
        #expect(machine.drainBegan() == .finishRequest)
        _ = machine.requestDecoded(now: Self.start)
        #expect(machine.drainBegan() == .finishRequest)
        #expect(machine.itemsPublished([], now: Self.start) == Self.answer(.published(.text, []), exchange, .close))
    }
}
