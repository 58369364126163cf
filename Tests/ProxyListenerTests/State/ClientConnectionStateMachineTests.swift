import ProxyListener
import Testing

struct ClientConnectionStateMachineTests {
    /// A point in the life of a connection.
    enum Point: CaseIterable {
        case idle
        case readingBody
        case requestComplete
        case respondingEarly
        case responding
        case lingering
        case closed

        /// A machine that has come this far.
        func makeMachine(isReusable: Bool = true) -> ClientConnectionStateMachine {
            var machine = ClientConnectionStateMachine()
            guard self != .idle else { return machine }
            machine.requestHeadReceived(isReusable: isReusable)
            switch self {
            case .idle, .readingBody:
                break
            case .requestComplete:
                machine.requestEnded()
            case .respondingEarly:
                _ = machine.responseHeadSent(isReusable: true)
            case .responding:
                machine.requestEnded()
                _ = machine.responseHeadSent(isReusable: true)
            case .lingering:
                _ = machine.clientFailed()
            case .closed:
                machine.closed()
            }
            return machine
        }
    }

    // MARK: Requests one after another

    @Test func connectionServesOneRequestAfterAnother() {
        var machine = ClientConnectionStateMachine()
        for _ in 0..<3 {
            machine.requestHeadReceived(isReusable: true)
            machine.requestEnded()
            #expect(machine.responseHeadSent(isReusable: true) == .write)
            #expect(machine.responseEnded() == .nextRequest)
        }
    }

    /// Either side may say that this was the last request, and so does a request that was not read to its end.
    @Test(arguments: [(false, true, true), (true, false, true), (true, true, false)])
    func connectionEndsWithItsResponse(isRequestReusable: Bool, isResponseReusable: Bool, isComplete: Bool) {
        var machine = ClientConnectionStateMachine()
        machine.requestHeadReceived(isReusable: isRequestReusable)
        if isComplete {
            machine.requestEnded()
        }
        #expect(machine.responseHeadSent(isReusable: isResponseReusable) == .write)
        #expect(machine.responseEnded() == .linger)
        #expect(machine.responseEnded() == .drop)
    }

    @Test func requestMayEndAfterItsResponseBegan() {
        var machine = Point.respondingEarly.makeMachine()
        machine.requestEnded()
        #expect(machine.responseEnded() == .nextRequest)
    }

    @Test func secondHeadDoesNotChangeTheFirst() {
        var machine = Point.requestComplete.makeMachine(isReusable: false)
        machine.requestHeadReceived(isReusable: true)
        _ = machine.responseHeadSent(isReusable: true)
        #expect(machine.responseEnded() == .linger)
    }

    // MARK: Every event at every point

    @Test(arguments: [
        (Point.idle, ClientConnectionStateMachine.OnResponseHead.drop), (.readingBody, .write),
        (.requestComplete, .write), (.lingering, .drop), (.closed, .drop),
    ])
    func responseBeginsOnlyWithinAnExchange(
        point: Point,
        expected: ClientConnectionStateMachine.OnResponseHead
    ) {
        var machine = point.makeMachine()
        #expect(machine.responseHeadSent(isReusable: true) == expected)
    }

    @Test(arguments: [
        (Point.idle, ClientConnectionStateMachine.OnResponseEnd.drop), (.respondingEarly, .linger),
        (.responding, .nextRequest), (.lingering, .drop), (.closed, .drop),
    ])
    func responseEndsOnlyWithinAnExchange(point: Point, expected: ClientConnectionStateMachine.OnResponseEnd) {
        var machine = point.makeMachine()
        #expect(machine.responseEnded() == expected)
    }

    @Test(arguments: [
        (Point.idle, ClientConnectionStateMachine.OnFault.answer), (.readingBody, .answer),
        (.requestComplete, .answer), (.respondingEarly, .abort), (.responding, .abort), (.lingering, .ignore),
        (.closed, .ignore),
    ])
    func faultOfTheClientIsAnsweredWhileThatIsPossible(
        point: Point,
        expected: ClientConnectionStateMachine.OnFault
    ) {
        var machine = point.makeMachine()
        #expect(machine.clientFailed() == expected)
        #expect(machine.clientFailed() == .ignore)
        #expect(machine.responseHeadSent(isReusable: true) == .drop)
        #expect(machine.responseEnded() == .drop)
    }

    @Test(arguments: Point.allCases)
    func nothingFollowsTheEnd(point: Point) {
        var machine = point.makeMachine()
        machine.closed()
        machine.requestHeadReceived(isReusable: true)
        machine.requestEnded()
        machine.tunnelBegan()
        #expect(machine.responseHeadSent(isReusable: true) == .drop)
        #expect(machine.responseEnded() == .drop)
        #expect(machine.clientFailed() == .ignore)
    }

    /// Calls that do not fit leave the connection as it was.
    @Test(arguments: [Point.idle, .lingering, .closed])
    func endOfARequestCountsOnlyWithinAnExchange(point: Point) {
        var machine = point.makeMachine()
        machine.requestEnded()
        machine.tunnelBegan()
        let waiting = machine.waiting
        let untouched = point.makeMachine()
        let expected = untouched.waiting
        #expect(waiting == expected)
    }

    // MARK: What is waited for

    @Test(arguments: [
        (Point.idle, ClientConnectionStateMachine.Waiting.requestHead), (.readingBody, .requestBody),
        (.requestComplete, .response), (.respondingEarly, .requestBody), (.responding, .response),
        (.lingering, .clientClose), (.closed, .nothing),
    ])
    func timeOutIsChosenByWhatIsWaitedFor(point: Point, expected: ClientConnectionStateMachine.Waiting) {
        let machine = point.makeMachine()
        let waiting = machine.waiting
        #expect(waiting == expected)
    }

    @Test(arguments: zip(Point.allCases, [true, true, false, true, false, false, false]))
    func partsAreWantedUntilTheRequestIsComplete(point: Point, expected: Bool) {
        let machine = point.makeMachine()
        let wantsParts = machine.wantsRequestParts
        #expect(wantsParts == expected)
    }

    @Test(arguments: zip(Point.allCases, [true, false, true, false, true, true, true]))
    func requestIsIncompleteWhileItsBodyIsRead(point: Point, expected: Bool) {
        let machine = point.makeMachine()
        let isComplete = machine.isRequestComplete
        #expect(isComplete == expected)
    }

    @Test(arguments: zip(Point.allCases, [false, false, false, true, true, false, false]))
    func responseIsBegunByItsHead(point: Point, expected: Bool) {
        let machine = point.makeMachine()
        let isBegun = machine.isResponseBegun
        #expect(isBegun == expected)
    }

    @Test func lastResponseEndsTheConnection() {
        var machine = Point.responding.makeMachine()
        machine.requestEnded()
        #expect(machine.responseEnded(isLast: true) == .linger)
    }

    // MARK: Tunnels

    @Test func tunnelTakesBytesWithoutEndAndEndsTheConnection() {
        var machine = Point.responding.makeMachine()
        machine.tunnelBegan()
        let wantsParts = machine.wantsRequestParts
        #expect(wantsParts)
        #expect(machine.responseEnded() == .linger)
    }
}
