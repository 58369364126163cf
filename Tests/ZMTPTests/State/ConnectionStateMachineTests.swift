import NIOCore
import Testing

@testable import ZMTP

struct ConnectionStateMachineTests {
    typealias Answer = ConnectionStateMachine.OnEvent

    private static let ready = WireEvent.command(.ready(PeerProperties(.push)))

    /// Everything a machine answers to a row of events.
    private static func answers(_ own: SocketType, isAccepted: Bool = true, _ events: WireEvent...) -> [Answer] {
        var machine = ConnectionStateMachine(own: own, isAccepted: isAccepted)
        var answers: [Answer] = []
        for event in events {
            answers.append(machine.received(event))
        }
        return answers
    }

    private static func message(_ parts: String...) -> WireEvent {
        .message(parts.map { ByteBuffer(string: $0) })
    }

    private static func handshake(_ type: SocketType, minor: UInt8 = 1) -> ConnectionStateMachine.Handshake {
        .init(version: ProtocolVersion(major: 3, minor: minor), socketType: type, identity: [])
    }

    private static func refused(_ error: ZMTPError, tellsPeer: Bool = false) -> Answer {
        .fail(error, tellsPeer: tellsPeer)
    }

    @Test func theSideThatConnectedSpeaksFirst() {
        #expect(
            Self.answers(.pull, isAccepted: false, .greeting(.own), Self.ready, Self.message("a"))
                == [.sendReady, .open(Self.handshake(.push), sendsReady: false), .deliver([ByteBuffer(string: "a")])]
        )
    }

    @Test func theSideThatAcceptedAnswers() {
        #expect(
            Self.answers(.pull, .greeting(.own), Self.ready)
                == [.ignore, .open(Self.handshake(.push), sendsReady: true)]
        )
    }

    @Test(arguments: [(3, 0, 0), (3, 1, 1), (3, 9, 1), (4, 0, 1)] as [(UInt8, UInt8, UInt8)])
    func theLowerVersionIsSpoken(major: UInt8, minor: UInt8, spoken: UInt8) {
        let greeting = Greeting(version: ProtocolVersion(major: major, minor: minor), mechanism: "NULL")
        #expect(
            Self.answers(.pull, .greeting(greeting), Self.ready).last
                == .open(Self.handshake(.push, minor: spoken), sendsReady: true)
        )
    }

    @Test func otherMechanismsAreRefused() {
        let greeting = Greeting(version: .current, mechanism: "PLAIN")
        #expect(Self.answers(.pull, .greeting(greeting)) == [Self.refused(.unsupportedMechanism("PLAIN"))])
    }

    @Test(arguments: [true, false])
    func socketsThatDoNotGoTogetherAreToldIfTheyCanBe(isAccepted: Bool) {
        let other = WireEvent.command(.ready(PeerProperties(.sub)))
        #expect(
            Self.answers(.pull, isAccepted: isAccepted, .greeting(.own), other).last
                == Self.refused(.incompatibleSocket(peer: "SUB", own: .pull), tellsPeer: isAccepted)
        )
    }

    @Test(arguments: [
        (WireEvent.command(.error("go away")), ZMTPError.refusedByPeer("go away")),
        (.command(.pong), .notReady), (.command(.subscribe(ByteBuffer())), .notReady),
        (.command(.unknown("HELLO")), .notReady), (.message([ByteBuffer()]), .notReady), (.greeting(.own), .notReady),
    ])
    func onlyReadyLeadsOn(event: WireEvent, error: ZMTPError) {
        #expect(Self.answers(.pull, .greeting(.own), event, Self.ready).dropFirst() == [Self.refused(error), .ignore])
    }

    @Test(arguments: [
        (WireEvent.greeting(.own), ZMTPError.handshakeRepeated), (ready, .handshakeRepeated),
        (.command(.error("enough")), .refusedByPeer("enough")),
    ])
    func theHandshakeIsNotRepeated(event: WireEvent, error: ZMTPError) {
        #expect(
            Self.answers(.pull, .greeting(.own), Self.ready, event, Self.message("late")).dropFirst(2)
                == [Self.refused(error), .ignore]
        )
    }

    @Test func pingsAreAnswered() {
        let ping = WireEvent.command(.ping(timeToLive: .seconds(1), context: ByteBuffer(string: "c")))
        #expect(
            Self.answers(.pull, .greeting(.own), Self.ready, ping).last
                == .pong(context: ByteBuffer(string: "c"), timeToLive: .seconds(1))
        )
    }

    struct Subscription: Sendable {
        let event: WireEvent
        let answer: Answer
    }

    @Test(arguments: [
        Subscription(event: .command(.subscribe(ByteBuffer(string: "a"))), answer: .subscribe(ByteBuffer(string: "a"))),
        Subscription(event: .command(.cancel(ByteBuffer(string: "a"))), answer: .cancel(ByteBuffer(string: "a"))),
        Subscription(event: message("\u{1}a"), answer: .subscribe(ByteBuffer(string: "a"))),
        Subscription(event: message("\u{1}"), answer: .subscribe(ByteBuffer())),
        Subscription(event: message("\u{0}a"), answer: .cancel(ByteBuffer(string: "a"))),
        // What an XSUB socket may send upstream means nothing to a publisher.
        Subscription(event: message("hello"), answer: .ignore),
        Subscription(event: message(""), answer: .ignore),
        Subscription(event: message("\u{1}a", "b"), answer: .ignore),
    ])
    func publishersUnderstandBothWaysToSubscribe(row: Subscription) {
        let sub = WireEvent.command(.ready(PeerProperties(.sub)))
        #expect(Self.answers(.pub, .greeting(.own), sub, row.event).last == row.answer)
    }

    @Test(arguments: [
        WireEvent.command(.subscribe(ByteBuffer())), .command(.cancel(ByteBuffer())), .command(.pong),
        .command(.unknown("NEW")),
    ])
    func commandsWithoutMeaningAreIgnored(event: WireEvent) {
        #expect(Self.answers(.pull, .greeting(.own), Self.ready, event).last == .ignore)
    }

    @Test func theHandshakeHasADeadline() {
        var machine = ConnectionStateMachine(own: .pull, isAccepted: true)
        _ = machine.received(.greeting(.own))
        let late = machine.handshakeDeadlineReached()
        #expect(late == Self.refused(.handshakeTimeout))
        var open = ConnectionStateMachine(own: .pull, isAccepted: true)
        _ = open.received(.greeting(.own))
        _ = open.received(Self.ready)
        let inTime = open.handshakeDeadlineReached()
        #expect(inTime == .ignore)
    }

    @Test(
        arguments: [
            (0, false, ZMTPError.closedAtOnce), (0, true, .closedInHandshake), (1, true, .closedInHandshake),
            (2, true, nil),
        ] as [(Int, Bool, ZMTPError?)]
    )
    func anEarlyEndIsAFailedHandshake(steps: Int, hasHeard: Bool, error: ZMTPError?) {
        var machine = ConnectionStateMachine(own: .pull, isAccepted: true)
        for event in [.greeting(.own), Self.ready].prefix(steps) {
            _ = machine.received(event)
        }
        let reason = machine.ended(hasHeard: hasHeard)
        #expect(reason == error)
        let answer = machine.received(Self.message("late"))
        #expect(answer == .ignore)
    }
}
