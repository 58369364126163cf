import NIOCore
import ProxySessions
import Testing
import WebSocket

/// Reference "WebSocket" 1.5, 2.3 (`detach`), 3.4; seed libraries P23.
struct WebSocketCloseMachineTests {
    enum Event: CaseIterable {
        case clientClosed
        case originClosed
        case closePublished
        case processEnds
        case detachRequested
        case clientLost
        case originLost
        /// Just before anybody's time is over.
        case early
        /// After everybody's time is over.
        case late
    }

    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private static func payload(_ code: Int, _ reason: String = "") -> ClosePayload {
        ClosePayload(code: code, reason: reason)
    }

    private static func makeMachine(originTimeout: TimeAmount? = .seconds(10)) -> WebSocketCloseMachine {
        WebSocketCloseMachine(clientTimeout: .seconds(10), originTimeout: originTimeout)
    }

    private static func send(_ event: Event, _ machine: inout WebSocketCloseMachine) -> [WebSocketCloseAction] {
        switch event {
        case .clientClosed: machine.clientClosed(self.payload(4001, "client"), now: self.start)
        case .originClosed: machine.originClosed(self.payload(4002, "origin"), now: self.start)
        case .closePublished: machine.closePublished(self.payload(4003, "published"), now: self.start)
        case .processEnds: machine.processEnds(.goingAway, answerWithin: .seconds(20), now: self.start)
        case .detachRequested: machine.detachRequested()
        case .clientLost: machine.clientLost()
        case .originLost: machine.originLost()
        case .early: machine.deadlineReached(now: self.start + .milliseconds(9999))
        case .late: machine.deadlineReached(now: self.start + .seconds(10))
        }
    }

    private static func actions(
        _ events: [Event],
        originTimeout: TimeAmount? = .seconds(10)
    ) -> [[WebSocketCloseAction]] {
        var machine = self.makeMachine(originTimeout: originTimeout)
        return events.map { self.send($0, &machine) }
    }

    private static let toClient = WebSocketCloseAction.sendCloseToClient
    private static let toOrigin = WebSocketCloseAction.sendCloseToOrigin
    private static let client = payload(4001, "client")
    private static let origin = payload(4002, "origin")
    private static let published = payload(4003, "published")

    @Test(
        arguments: [
            // The client begins.
            ([.clientClosed, .originClosed], [[toOrigin(client)], [toClient(origin), .endClient, .endOrigin]]),
            ([.clientClosed, .originLost], [[toOrigin(client)], [.cutClient]]),
            ([.clientClosed, .clientLost, .originClosed], [[toOrigin(client)], [], [.endOrigin]]),
            ([.clientClosed, .clientLost, .originLost], [[toOrigin(client)], [], []]),
            ([.clientClosed, .clientLost, .early, .late], [[toOrigin(client)], [], [], [.cutOrigin]]),
            (
                [.clientClosed, .early, .late],
                [[toOrigin(client)], [], [toClient(client), .endClient, .cutOrigin]]
            ),
            (
                [.clientClosed, .detachRequested],
                [[toOrigin(client)], [toClient(client), .endClient, .endOrigin]]
            ),
            (
                [.clientClosed, .closePublished, .originClosed],
                [[toOrigin(client)], [], [toClient(origin), .endClient, .endOrigin]]
            ),
            // The origin begins.
            ([.originClosed, .clientClosed], [[toClient(origin)], [toOrigin(client), .endClient, .endOrigin]]),
            ([.originClosed, .clientLost], [[toClient(origin)], [.cutOrigin]]),
            ([.originClosed, .originLost, .clientClosed], [[toClient(origin)], [], [.endClient]]),
            ([.originClosed, .originLost, .late], [[toClient(origin)], [], [.cutClient]]),
            ([.originClosed, .early, .late], [[toClient(origin)], [], [.cutClient, .cutOrigin]]),
            ([.originClosed, .closePublished, .detachRequested], [[toClient(origin)], [], []]),
            // The proxy begins.
            (
                [.closePublished, .clientClosed, .originClosed],
                [[toClient(published), toOrigin(nil)], [.endClient], [.endOrigin]]
            ),
            (
                [.closePublished, .originClosed, .clientClosed],
                [[toClient(published), toOrigin(nil)], [.endOrigin], [.endClient]]
            ),
            (
                [.closePublished, .clientLost, .originClosed],
                [[toClient(published), toOrigin(nil)], [], [.endOrigin]]
            ),
            (
                [.closePublished, .originLost, .clientClosed],
                [[toClient(published), toOrigin(nil)], [], [.endClient]]
            ),
            (
                [.closePublished, .early, .late],
                [[toClient(published), toOrigin(nil)], [], [.cutClient, .cutOrigin]]
            ),
            (
                [.closePublished, .originClosed, .early, .late],
                [[toClient(published), toOrigin(nil)], [.endOrigin], [], [.cutClient]]
            ),
            (
                [.closePublished, .clientClosed, .early, .late],
                [[toClient(published), toOrigin(nil)], [.endClient], [], [.cutOrigin]]
            ),
            // The process ends.
            (
                [.processEnds, .clientClosed, .originClosed],
                [[toClient(.goingAway), toOrigin(.goingAway)], [.endClient], [.endOrigin]]
            ),
            ([.detachRequested, .processEnds, .late], [[.detachOrigin], [toClient(.goingAway)], [.cutClient]]),
            ([.closePublished, .processEnds], [[toClient(published), toOrigin(nil)], []]),
            // Without the origin.
            ([.detachRequested, .clientClosed], [[.detachOrigin], [toClient(client), .endClient]]),
            ([.detachRequested, .clientLost], [[.detachOrigin], []]),
            ([.detachRequested, .originClosed, .originLost, .detachRequested], [[.detachOrigin], [], [], []]),
            (
                [.detachRequested, .closePublished, .clientClosed],
                [[.detachOrigin], [toClient(published)], [.endClient]]
            ),
            ([.detachRequested, .closePublished, .late], [[.detachOrigin], [toClient(published)], [.cutClient]]),
            // A side vanishes.
            ([.clientLost, .originClosed], [[.cutOrigin], []]), ([.originLost, .clientClosed], [[.cutClient], []]),
            ([.early, .late], [[], []]),
        ] as [([Event], [[WebSocketCloseAction]])]
    )
    func eventsHaveTheseActions(events: [Event], actions: [[WebSocketCloseAction]]) {
        #expect(Self.actions(events) == actions)
    }

    /// Over HTTP the answer to a Close may take several requests (reference: WebSocket 3.4, item 4).
    @Test(
        arguments: [
            (
                [.clientClosed, .late, .originClosed],
                [[toOrigin(client)], [], [toClient(origin), .endClient, .endOrigin]]
            ),
            ([.clientClosed, .clientLost], [[toOrigin(client)], [.endOrigin]]),
            ([.closePublished, .clientClosed], [[toClient(published), toOrigin(nil)], [.endClient, .endOrigin]]),
            ([.closePublished, .clientLost], [[toClient(published), toOrigin(nil)], [.endOrigin]]),
            (
                [.closePublished, .early, .late],
                [[toClient(published), toOrigin(nil)], [], [.cutClient, .endOrigin]]
            ),
            (
                [.closePublished, .originClosed, .clientClosed],
                [[toClient(published), toOrigin(nil)], [.endOrigin], [.endClient]]
            ),
            ([.originClosed, .late], [[toClient(origin)], [.cutClient, .cutOrigin]]),
            ([.processEnds, .clientClosed], [[toClient(.goingAway), .cutOrigin], [.endClient]]),
            ([.processEnds, .originClosed, .late], [[toClient(.goingAway), .cutOrigin], [], [.cutClient]]),
        ] as [([Event], [[WebSocketCloseAction]])]
    )
    func originWithoutATimeoutIsNotCut(events: [Event], actions: [[WebSocketCloseAction]]) {
        #expect(Self.actions(events, originTimeout: nil) == actions)
    }

    /// The two sides' times may differ.
    @Test func deadlinesAreLookedAtOneByOne() {
        var machine = Self.makeMachine(originTimeout: .seconds(5))
        _ = machine.closePublished(nil, now: Self.start)
        #expect(machine.nextDeadline == Self.start + .seconds(5))
        #expect(machine.deadlineReached(now: Self.start + .seconds(5)) == [.cutOrigin])
        #expect(machine.nextDeadline == Self.start + .seconds(10))
        #expect(machine.deadlineReached(now: Self.start + .seconds(10)) == [.cutClient])
        #expect(machine.nextDeadline == nil)

        machine = Self.makeMachine(originTimeout: .seconds(15))
        _ = machine.closePublished(nil, now: Self.start)
        #expect(machine.deadlineReached(now: Self.start + .seconds(10)) == [.cutClient])
        #expect(machine.nextDeadline == Self.start + .seconds(15))
        #expect(machine.deadlineReached(now: Self.start + .seconds(15)) == [.cutOrigin])
    }

    @Test func answerToTheEndOfTheProcessIsNotWaitedForAsLong() {
        var machine = Self.makeMachine()
        _ = machine.processEnds(.goingAway, answerWithin: .seconds(2), now: Self.start)
        #expect(machine.nextDeadline == Self.start + .seconds(2))
    }

    // MARK: Codes

    @Test(
        arguments: [
            (nil, nil, 1000), (nil, 0, 1000), (4001, nil, 1000), (4001, 0, 4001), (4001, 4002, 4002), (nil, 4002, 4002),
            (0, 0, 1000), (4001, 1005, 1005), (4001, 999, 999),
        ] as [(Int?, Int?, Int)]
    )
    func answerOfTheOriginHasACodeForTheClient(client: Int?, origin: Int?, answer: Int) {
        var machine = Self.makeMachine()
        let sent = client.map { Self.payload($0) }
        let passedOn = machine.clientClosed(sent, now: Self.start)
        #expect(passedOn == [.sendCloseToOrigin(sent)])
        let answered = machine.originClosed(origin.map { Self.payload($0) }, now: Self.start)
        #expect(answered.first == .sendCloseToClient(Self.payload(answer)))
    }

    @Test(arguments: [(nil, 1000), (0, 1000), (1000, 1000), (4002, 4002), (1006, 1006)] as [(Int?, Int)])
    func closeHasACodeForTheClient(code: Int?, sent: Int) {
        let payload = code.map { Self.payload($0) }
        var machine = Self.makeMachine()
        #expect(machine.originClosed(payload, now: Self.start) == [.sendCloseToClient(Self.payload(sent))])
        machine = Self.makeMachine()
        #expect(machine.closePublished(payload, now: Self.start).first == .sendCloseToClient(Self.payload(sent)))
        machine = Self.makeMachine()
        _ = machine.detachRequested()
        #expect(machine.clientClosed(payload, now: Self.start).first == .sendCloseToClient(Self.payload(sent)))
    }

    @Test func answerOfTheClientReachesTheOriginAsItIs() {
        var machine = Self.makeMachine()
        _ = machine.originClosed(nil, now: Self.start)
        #expect(machine.clientClosed(nil, now: Self.start).first == .sendCloseToOrigin(nil))
    }

    // MARK: What may be sent

    @Test(
        arguments: [
            ([], (true, true, true)), ([.clientClosed], (true, false, false)), ([.originClosed], (false, true, false)),
            ([.closePublished], (false, false, false)), ([.detachRequested], (false, false, true)),
            ([.closePublished, .originClosed], (false, false, false)),
            ([.closePublished, .clientClosed], (false, false, false)), ([.clientLost], (false, false, false)),
        ] as [([Event], (Bool, Bool, Bool))]
    )
    func nothingFollowsAClose(events: [Event], mayBeSent: (toClient: Bool, toOrigin: Bool, items: Bool)) {
        var machine = Self.makeMachine()
        for event in events {
            _ = Self.send(event, &machine)
        }
        #expect(machine.forwardsToClient == mayBeSent.toClient)
        #expect(machine.forwardsToOrigin == mayBeSent.toOrigin)
        #expect(machine.isOpenToItems == mayBeSent.items)
    }

    // MARK: Every order of events

    /// What each end was told, followed through any sequence of events.
    private struct Ends {
        var isClientDone = false
        var isOriginDone = false
        var closesToClient = 0
        var closesToOrigin = 0

        mutating func perform(_ action: WebSocketCloseAction) -> Bool {
            switch action {
            case .sendCloseToClient:
                self.closesToClient += 1
                return !self.isClientDone && self.closesToClient == 1
            case .sendCloseToOrigin:
                self.closesToOrigin += 1
                return !self.isOriginDone && self.closesToOrigin == 1
            case .endClient, .cutClient:
                defer { self.isClientDone = true }
                return !self.isClientDone
            case .endOrigin, .cutOrigin, .detachOrigin:
                defer { self.isOriginDone = true }
                return !self.isOriginDone
            }
        }
    }

    /// Each end gets at most one Close, nothing after its end, and is let go exactly once.
    @Test(arguments: [TimeAmount.seconds(10), nil] as [TimeAmount?], Event.allCases)
    func everyOrderOfEventsIsHandled(originTimeout: TimeAmount?, first: Event) {
        let events = Event.allCases
        let length = 4
        for number in 0..<(0..<length).reduce(1, { count, _ in count * events.count }) {
            var sequence = [first]
            var rest = number
            for _ in 0..<length {
                sequence.append(events[rest % events.count])
                rest /= events.count
            }
            var machine = Self.makeMachine(originTimeout: originTimeout)
            var ends = Ends()
            var isFine = true
            for event in sequence {
                if event == .clientLost { ends.isClientDone = true }
                if event == .originLost { ends.isOriginDone = true }
                for action in Self.send(event, &machine) {
                    isFine = ends.perform(action) && isFine
                }
                let isOver = machine.isFinished
                isFine =
                    isFine && isOver == (ends.isClientDone && ends.isOriginDone)
                    && (!isOver || machine.nextDeadline == nil)
            }
            #expect(isFine, "\(sequence)")
        }
    }
}
