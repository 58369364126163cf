import NIOCore
import ProxyRouting
import Testing

@testable import ProxySessions

/// Reference: websocket 4.3; SockJS 0.3.3.
struct SockJSSessionMachineTests {
    static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    static let prelude = String(repeating: "h", count: 2048) + "\n"

    static func time(_ seconds: Int64) -> NIODeadline { self.start + .seconds(seconds) }

    static func connecting(_ transport: SockJSTransport = .xhr, limitBytes: Int = 200_000) -> SockJSSessionMachine {
        SockJSSessionMachine(first: transport, limitBytes: limitBytes, now: self.start)
    }

    /// A session whose first request was answered with the open frame.
    static func open(_ transport: SockJSTransport = .xhr, limitBytes: Int = 200_000) -> SockJSSessionMachine {
        var machine = self.connecting(transport, limitBytes: limitBytes)
        machine.accepted()
        _ = machine.flush(now: self.start)
        _ = transport.isStreaming ? machine.receiverReady(now: self.start) : nil
        return machine
    }

    static func bytes(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    static func poll(_ machine: inout SockJSSessionMachine, at seconds: Int64 = 0) -> SockJSSessionMachine.OnReceiver {
        machine.receiverArrived(.xhr, now: self.time(seconds))
    }

    /// An output of xhr polling.
    static func answer(_ text: String) -> SockJSOutput {
        SockJSOutput(transport: .xhr, bytes: self.bytes(text), isFirst: true, isLast: true)
    }

    /// An output of xhr streaming.
    static func stream(_ text: String, isFirst: Bool = false, isLast: Bool = false) -> SockJSOutput {
        SockJSOutput(transport: .xhrStreaming, bytes: self.bytes(text), isFirst: isFirst, isLast: isLast)
    }

    // MARK: Opening

    @Test func firstPollGetsTheOpenFrameOnceTheOriginAccepted() {
        var machine = Self.connecting()
        #expect(machine.flush(now: Self.start) == nil)
        #expect(machine.nextDeadline == nil)
        machine.accepted()
        #expect(machine.received(Self.bytes("m")) == .queued(dropped: 0))
        #expect(machine.flush(now: Self.start) == Self.answer("o\n"))
        #expect(machine.flush(now: Self.start) == nil)
        #expect(Self.poll(&machine) == .receive(Self.answer("a[\"m\"]\n")))
    }

    @Test func firstStreamGetsPreludeAndOpenFrameOnceTheOriginAccepted() {
        var machine = Self.connecting(.xhrStreaming)
        #expect(machine.flush(now: Self.start) == nil)
        machine.accepted()
        _ = machine.received(Self.bytes("m"))
        #expect(machine.flush(now: Self.start) == Self.stream(Self.prelude + "o\na[\"m\"]\n", isFirst: true))
    }

    @Test func refusedSessionNeverWas() {
        var machine = Self.connecting()
        machine.refused()
        #expect(Self.poll(&machine) == .stale)
        #expect(machine.nextDeadline == nil)
    }

    @Test func clientThatLeavesBeforeTheAnswerCancels() {
        var machine = Self.connecting()
        #expect(machine.receiverGone(now: Self.start) == .cancel)
        #expect(Self.poll(&machine) == .stale)
        #expect(machine.receiverGone(now: Self.start) == .ignore)
    }

    @Test func nothingIsSentBeforeTheOriginAccepted() {
        var machine = Self.connecting()
        #expect(machine.sendArrived([Self.bytes("m")]) == .notFound)
        #expect(Self.poll(&machine) == .refuse(.whole(.anotherConnection, as: .xhr)))
    }

    // MARK: Polling

    @Test func pollWaitsForAMessageAndGetsAllThatCame() {
        var machine = Self.open()
        #expect(Self.poll(&machine) == .receive(nil))
        _ = machine.received(Self.bytes("1"))
        _ = machine.published(Self.bytes("2"), policy: .close)
        #expect(machine.flush(now: Self.start) == Self.answer("a[\"1\",\"2\"]\n"))
        #expect(machine.flush(now: Self.start) == nil)
    }

    @Test func messageWaitsForAPoll() {
        var machine = Self.open()
        _ = machine.received(Self.bytes("1"))
        #expect(machine.flush(now: Self.start) == nil)
        #expect(
            machine.receiverArrived(.jsonp(callback: "f"), now: Self.start)
                == .receive(.whole(.messages([Self.bytes("1")]), as: .jsonp(callback: "f")))
        )
    }

    @Test func secondPollIsToldOff() {
        var machine = Self.open()
        #expect(Self.poll(&machine) == .receive(nil))
        #expect(Self.poll(&machine) == .refuse(Self.answer("c[2010,\"Another connection still open\"]\n")))
        #expect(
            machine.receiverArrived(.xhrStreaming, now: Self.start)
                == .refuse(
                    Self.stream(
                        Self.prelude + "c[2010,\"Another connection still open\"]\n",
                        isFirst: true,
                        isLast: true
                    )
                )
        )
        _ = machine.received(Self.bytes("1"))
        #expect(machine.flush(now: Self.start) == Self.answer("a[\"1\"]\n"))
    }

    @Test func pollGetsAHeartbeat() {
        var machine = Self.open()
        _ = Self.poll(&machine, at: 3)
        #expect(machine.nextDeadline == Self.time(28))
        #expect(machine.deadlineChecked(now: Self.time(27)) == .wait)
        #expect(machine.deadlineChecked(now: Self.time(28)) == .send(Self.answer("h\n")))
        #expect(machine.nextDeadline == Self.time(33))
    }

    @Test func sessionWithoutPollsIsLost() {
        var machine = Self.open()
        #expect(machine.nextDeadline == Self.time(5))
        #expect(Self.poll(&machine, at: 4) == .receive(nil))
        #expect(machine.deadlineChecked(now: Self.time(5)) == .wait)
        _ = machine.received(Self.bytes("1"))
        _ = machine.flush(now: Self.time(6))
        #expect(machine.deadlineChecked(now: Self.time(10)) == .wait)
        #expect(machine.deadlineChecked(now: Self.time(11)) == .lost)
        #expect(machine.deadlineChecked(now: Self.time(12)) == .wait)
        #expect(Self.poll(&machine, at: 12) == .stale)
    }

    // MARK: Streaming

    @Test func streamGoesOnOnceTheClientTookWhatWasWritten() {
        var machine = Self.connecting(.xhrStreaming)
        machine.accepted()
        #expect(machine.flush(now: Self.start)?.isLast == false)
        _ = machine.received(Self.bytes("1"))
        _ = machine.received(Self.bytes("2"))
        #expect(machine.flush(now: Self.start) == nil)
        #expect(machine.receiverReady(now: Self.start) == Self.stream("a[\"1\",\"2\"]\n"))
        #expect(machine.receiverReady(now: Self.start) == nil)
        _ = machine.received(Self.bytes("3"))
        #expect(machine.flush(now: Self.start) == Self.stream("a[\"3\"]\n"))
    }

    @Test func streamThatComesBackBeginsAtOnce() {
        var machine = Self.open()
        #expect(
            machine.receiverArrived(.eventSource, now: Self.start)
                == .receive(
                    SockJSOutput(transport: .eventSource, bytes: Self.bytes("\r\n"), isFirst: true, isLast: false)
                )
        )
    }

    @Test func longStreamEndsSoThatTheClientComesBack() {
        var machine = Self.open(.xhrStreaming)
        _ = machine.received(Self.bytes(String(repeating: "x", count: SockJSSessionMachine.streamBytes - 20)))
        #expect(machine.flush(now: Self.start)?.isLast == false)
        #expect(machine.receiverReady(now: Self.start) == nil)
        _ = machine.received(Self.bytes("0123456789"))
        #expect(machine.flush(now: Self.time(1)) == Self.stream("a[\"0123456789\"]\n", isLast: true))
        #expect(machine.nextDeadline == Self.time(6))
        #expect(
            machine.receiverArrived(.xhrStreaming, now: Self.time(2))
                == .receive(Self.stream(Self.prelude, isFirst: true))
        )
    }

    @Test func streamGetsHeartbeatsWhileItIsIdle() {
        var machine = Self.open(.xhrStreaming)
        _ = machine.received(Self.bytes("1"))
        _ = machine.flush(now: Self.time(10))
        #expect(machine.deadlineChecked(now: Self.time(25)) == .wait)
        // Not taken yet: no heartbeat on top of it.
        #expect(machine.deadlineChecked(now: Self.time(35)) == .wait)
        #expect(machine.nextDeadline == Self.time(60))
        _ = machine.receiverReady(now: Self.time(40))
        #expect(machine.deadlineChecked(now: Self.time(60)) == .send(Self.stream("h\n")))
        #expect(machine.nextDeadline == Self.time(85))
    }

    @Test func streamThatIsNotReadMakesTheOriginWait() {
        var machine = Self.open(.xhrStreaming)
        _ = machine.received(Self.bytes("1"))
        _ = machine.flush(now: Self.start)
        #expect(machine.isWritable)
        _ = machine.received(Self.bytes(String(repeating: "x", count: SockJSSessionMachine.fullBytes)))
        #expect(machine.flush(now: Self.start) == nil)
        #expect(!machine.isWritable)
        _ = machine.receiverReady(now: Self.start)
        #expect(machine.isWritable)
    }

    // MARK: Closing

    @Test func closeComesAfterTheMessagesAndIsRepeatedForAWhile() {
        var machine = Self.open()
        _ = machine.received(Self.bytes("1"))
        machine.closed(.close(code: 3456, reason: Self.bytes("over")), now: Self.time(4))
        #expect(machine.flush(now: Self.time(4)) == nil)
        #expect(machine.nextDeadline == Self.time(9))
        #expect(Self.poll(&machine, at: 6) == .receive(Self.answer("a[\"1\"]\n")))
        #expect(machine.nextDeadline == Self.time(11))
        for second: Int64 in 7...8 {
            #expect(Self.poll(&machine, at: second) == .receive(Self.answer("c[3456,\"over\"]\n")))
        }
        #expect(machine.deadlineChecked(now: Self.time(11)) == .wait)
        #expect(machine.deadlineChecked(now: Self.time(12)) == .forget)
        #expect(Self.poll(&machine, at: 12) == .stale)
    }

    @Test func waitingPollGetsTheClose() {
        var machine = Self.open()
        _ = Self.poll(&machine)
        machine.closed(.closedWithoutCode, now: Self.start)
        #expect(machine.flush(now: Self.start) == Self.answer("c[0,\"Connection closed\"]\n"))
    }

    @Test func streamEndsWithTheClose() {
        var machine = Self.open(.xhrStreaming)
        _ = machine.received(Self.bytes("1"))
        machine.closed(.closedWithoutCode, now: Self.start)
        #expect(machine.flush(now: Self.start) == Self.stream("a[\"1\"]\nc[0,\"Connection closed\"]\n", isLast: true))
        #expect(
            machine.receiverArrived(.xhrStreaming, now: Self.start)
                == .receive(Self.stream(Self.prelude + "c[0,\"Connection closed\"]\n", isFirst: true, isLast: true))
        )
    }

    @Test func closeThatIsOnItsWayToAStreamIsToldToOthers() {
        var machine = Self.open(.xhrStreaming)
        _ = machine.received(Self.bytes("1"))
        _ = machine.flush(now: Self.start)
        machine.closed(.closedWithoutCode, now: Self.start)
        #expect(machine.flush(now: Self.start) == nil)
        #expect(machine.nextDeadline == nil)
        #expect(Self.poll(&machine) == .refuse(Self.answer("c[0,\"Connection closed\"]\n")))
        #expect(machine.receiverGone(now: Self.time(1)) == .ignore)
        #expect(machine.nextDeadline == Self.time(6))
    }

    @Test func closeRightAfterAcceptanceComesAfterTheOpenFrame() {
        var machine = Self.connecting()
        machine.accepted()
        machine.closed(.closedWithoutCode, now: Self.start)
        #expect(machine.flush(now: Self.start) == Self.answer("o\n"))
        #expect(Self.poll(&machine) == .receive(Self.answer("c[0,\"Connection closed\"]\n")))
    }

    @Test func clientThatBreaksAPollOffHasClosedTheSession() {
        var machine = Self.open()
        _ = Self.poll(&machine)
        #expect(machine.receiverGone(now: Self.time(1)) == .close)
        #expect(machine.received(Self.bytes("late")) == .queued(dropped: 0))
        machine.closed(.closedWithoutCode, now: Self.time(2))
        #expect(Self.poll(&machine, at: 3) == .receive(Self.answer("c[3000,\"Client already closed connection\"]\n")))
        #expect(machine.deadlineChecked(now: Self.time(6)) == .forget)
    }

    @Test func nothingIsTakenAfterTheClose() {
        var machine = Self.open()
        machine.closed(.closedWithoutCode, now: Self.start)
        #expect(machine.sendArrived([Self.bytes("m")]) == .notFound)
        _ = machine.published(Self.bytes("late"), policy: .close)
        #expect(Self.poll(&machine) == .receive(Self.answer("c[0,\"Connection closed\"]\n")))
        #expect(machine.terminated(now: Self.start) == .ignore)
    }

    // MARK: Giving up

    @Test func sessionThatHoldsTooMuchIsGivenUp() {
        var machine = Self.open(limitBytes: 3)
        _ = machine.received(Self.bytes("123"))
        #expect(machine.received(Self.bytes("4")) == .overflow)
        #expect(machine.terminated(now: Self.time(1)) == .nothing)
        #expect(Self.poll(&machine, at: 2) == .gone)
        #expect(machine.isWritable)
        #expect(machine.deadlineChecked(now: Self.time(6)) == .forget)
        #expect(Self.poll(&machine, at: 6) == .stale)
    }

    @Test func waitingPollIsToldThatTheSessionIsGone() {
        var machine = Self.open()
        _ = Self.poll(&machine)
        #expect(machine.terminated(now: Self.start) == .answerGone)
    }

    @Test func streamIsBrokenOff() {
        var machine = Self.open(.xhrStreaming)
        #expect(machine.terminated(now: Self.start) == .breakOff)
    }

    // MARK: Sending

    @Test func messagesArePassedOnOneAfterTheOther() {
        var machine = Self.open()
        #expect(machine.nextForOrigin() == .wait)
        #expect(machine.sendArrived([Self.bytes("1"), Self.bytes("2")]) == .pass)
        #expect(machine.nextForOrigin() == .pass(Self.bytes("1")))
        #expect(machine.nextForOrigin() == .pass(Self.bytes("2")))
        #expect(machine.nextForOrigin() == .finish)
        #expect(machine.nextForOrigin() == .wait)
        #expect(machine.sendArrived([Self.bytes("3")]) == .pass)
    }

    @Test func emptyListIsAnsweredAtOnce() {
        var machine = Self.open()
        #expect(machine.sendArrived([]) == .answer)
        #expect(machine.nextForOrigin() == .wait)
    }

    @Test func messagesWaitForAnOriginThatTakesNothing() {
        var machine = Self.open()
        #expect(machine.sendArrived([Self.bytes("1"), Self.bytes("2")]) == .pass)
        #expect(machine.nextForOrigin() == .pass(Self.bytes("1")))
        machine.originPaused()
        #expect(machine.nextForOrigin() == .wait)
        #expect(machine.sendArrived([Self.bytes("3")]) == .refuse(.alreadySending))
        #expect(machine.sendArrived([]) == .refuse(.alreadySending))
        machine.originResumed()
        #expect(machine.nextForOrigin() == .pass(Self.bytes("2")))
        machine.originPaused()
        // Everything was passed on, so the request need not wait for the origin.
        #expect(machine.nextForOrigin() == .finish)
    }

    @Test func messagesOfAClosedSessionAreNotPassedOn() {
        var machine = Self.open()
        _ = machine.sendArrived([Self.bytes("1")])
        machine.closed(.closedWithoutCode, now: Self.start)
        #expect(machine.nextForOrigin() == .wait)
    }
}
