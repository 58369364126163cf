import HTTP1
import Testing

@testable import ProxyUpstream

struct ConnectionStateMachineTests {
    private func makeMachine(
        framing: BodyFraming = .none,
        isIdempotent: Bool = true,
        offersUpgrade: Bool = false
    ) -> ConnectionStateMachine {
        var machine = ConnectionStateMachine(isSecured: true)
        _ = machine.requestBegan(framing: framing, isIdempotent: isIdempotent, offersUpgrade: offersUpgrade)
        return machine
    }

    private func serve(_ machine: inout ConnectionStateMachine) {
        _ = machine.bytesArrived()
        _ = machine.headArrived(framing: .none, isKeepAlive: true)
        _ = machine.responseEnded(isLastByte: true)
        _ = machine.turnEnded()
    }

    private func makeTunnel() -> ConnectionStateMachine {
        var machine = self.makeMachine(offersUpgrade: true)
        _ = machine.bytesArrived()
        _ = machine.headArrived(framing: .tunnel, isKeepAlive: true)
        return machine
    }

    // MARK: Reuse

    @Test func connectionIsReadyWhenTheTurnOfTheResponseIsOver() {
        var machine = self.makeMachine()
        #expect(machine.bytesArrived() == .decode)
        #expect(machine.headArrived(framing: .length(3), isKeepAlive: true) == .deliver)
        #expect(machine.responseEnded(isLastByte: true) == .settle)
        #expect(machine.turnEnded() == true)
        #expect(machine.turnEnded() == false)
        let isTaken = machine.requestBegan(framing: .none, isIdempotent: true, offersUpgrade: false)
        #expect(isTaken)
    }

    @Test(arguments: [
        (BodyFraming.untilClose, true, true),
        (.length(3), false, true),
        (.chunked, true, false),
    ])
    func doubtfulResponseEndsTheConnection(framing: BodyFraming, isKeepAlive: Bool, isLastByte: Bool) {
        var machine = self.makeMachine()
        _ = machine.bytesArrived()
        _ = machine.headArrived(framing: framing, isKeepAlive: isKeepAlive)
        #expect(machine.responseEnded(isLastByte: isLastByte) == .close)
        #expect(machine.turnEnded() == false)
    }

    @Test func bytesAfterTheResponseEndTheConnection() {
        var machine = self.makeMachine()
        _ = machine.bytesArrived()
        _ = machine.headArrived(framing: .none, isKeepAlive: true)
        _ = machine.responseEnded(isLastByte: true)
        #expect(machine.bytesArrived() == .close)
        #expect(machine.turnEnded() == false)
    }

    @Test func bytesWithoutARequestEndTheConnection() {
        var machine = ConnectionStateMachine(isSecured: true)
        #expect(machine.bytesArrived() == .close)
        #expect(machine.bytesArrived() == .ignore)
    }

    @Test func responseBeforeTheEndOfTheRequestEndsTheConnection() {
        var machine = self.makeMachine(framing: .length(10))
        _ = machine.bodyArrived(byteCount: 4)
        _ = machine.bytesArrived()
        _ = machine.headArrived(framing: .none, isKeepAlive: true)
        #expect(machine.responseEnded(isLastByte: true) == .close)
    }

    @Test func headBeforeTheEndOfTheRequestIsFine() {
        var machine = self.makeMachine(framing: .chunked)
        _ = machine.bytesArrived()
        _ = machine.headArrived(framing: .length(1), isKeepAlive: true)
        #expect(machine.bodyArrived(byteCount: 4) == .writeChunk)
        #expect(machine.requestEnded() == .writeLastChunk)
        #expect(machine.responseEnded(isLastByte: true) == .settle)
    }

    @Test func secondRequestAtATimeIsNotTaken() {
        var machine = self.makeMachine()
        let isTaken = machine.requestBegan(framing: .none, isIdempotent: true, offersUpgrade: false)
        #expect(!isTaken)
    }

    // MARK: Request bodies

    @Test func sizedBodyEndsWithItsLastByte() {
        var machine = self.makeMachine(framing: .length(5))
        #expect(machine.bodyArrived(byteCount: 3) == .write)
        #expect(machine.bodyArrived(byteCount: 2) == .write)
        #expect(machine.requestEnded() == .ignore)
        #expect(machine.bodyArrived(byteCount: 0) == .drop)
    }

    @Test(arguments: [(BodyFraming.length(5), 6), (.length(0), 1), (.none, 1)])
    func bodyThatIsTooLongIsNotSent(framing: BodyFraming, byteCount: Int) {
        var machine = self.makeMachine(framing: framing)
        #expect(machine.bodyArrived(byteCount: byteCount) == .abort)
    }

    @Test func bodyThatIsTooShortEndsTheConnection() {
        var machine = self.makeMachine(framing: .length(5))
        #expect(machine.bodyArrived(byteCount: 4) == .write)
        #expect(machine.requestEnded() == .abort)
        #expect(machine.broke(.ended) == .fail(.closedBeforeResponse, .never))
    }

    @Test func chunkedBodyEndsOnce() {
        var machine = self.makeMachine(framing: .chunked)
        #expect(machine.bodyArrived(byteCount: 3) == .writeChunk)
        #expect(machine.requestEnded() == .writeLastChunk)
        #expect(machine.requestEnded() == .ignore)
        #expect(machine.bodyArrived(byteCount: 3) == .abort)
    }

    // MARK: Failures

    @Test(arguments: [
        (BreakCause.ended, UpstreamError.Kind.closedBeforeResponse, UpstreamError.Retry.never),
        (.malformed(.malformedField), .malformedResponse(.malformedField), .never),
        (.tls, .tlsFailure, .nextTarget),
        (.deadline, .responseTimeout, .nextTarget),
    ])
    func failureBeforeTheResponse(cause: BreakCause, kind: UpstreamError.Kind, retry: UpstreamError.Retry) {
        var machine = self.makeMachine()
        #expect(machine.broke(cause) == .fail(kind, retry))
        #expect(machine.broke(cause) == .ignore)
    }

    @Test(arguments: [
        (BreakCause.ended, UpstreamError.Kind.closedBeforeResponse),
        (.tls, .closedBeforeResponse),
        (.deadline, .responseTimeout),
    ])
    func failureWithinTheHeadIsFinal(cause: BreakCause, kind: UpstreamError.Kind) {
        var machine = self.makeMachine()
        _ = machine.bytesArrived()
        #expect(machine.broke(cause) == .fail(kind, .never))
    }

    @Test(arguments: [
        (BreakCause.ended, UpstreamError.Kind.closedMidBody),
        (.malformed(.malformedChunk), .malformedResponse(.malformedChunk)),
        (.tls, .closedMidBody),
        (.deadline, .idleTimeout),
    ])
    func failureWithinTheBodyIsFinal(cause: BreakCause, kind: UpstreamError.Kind) {
        var machine = self.makeMachine()
        self.serve(&machine)
        _ = machine.requestBegan(framing: .none, isIdempotent: true, offersUpgrade: false)
        _ = machine.bytesArrived()
        _ = machine.headArrived(framing: .chunked, isKeepAlive: true)
        #expect(machine.broke(cause) == .fail(kind, .never))
    }

    @Test(arguments: [(true, UpstreamError.Retry.sameTargetFresh), (false, .never)])
    func reusedConnectionThatDiesSilently(isIdempotent: Bool, retry: UpstreamError.Retry) {
        var machine = self.makeMachine()
        self.serve(&machine)
        _ = machine.requestBegan(framing: .none, isIdempotent: isIdempotent, offersUpgrade: false)
        #expect(machine.broke(.ended) == .fail(.closedBeforeResponse, retry))
    }

    @Test func idleConnectionFailsNobody() {
        var machine = ConnectionStateMachine(isSecured: true)
        #expect(machine.broke(.deadline) == .close)
    }

    // MARK: TLS

    @Test func securedConnectionCanBeUsed() {
        var machine = ConnectionStateMachine(isSecured: false)
        #expect(machine.phase == .securing)
        #expect(machine.secured() == true)
        #expect(machine.phase == .idle)
        #expect(machine.secured() == false)
    }

    @Test(arguments: [
        (BreakCause.ended, UpstreamError.Kind.tlsFailure), (.tls, .tlsFailure), (.deadline, .connectTimeout),
    ])
    func handshakeThatFailsMovesOn(cause: BreakCause, kind: UpstreamError.Kind) {
        var machine = ConnectionStateMachine(isSecured: false)
        #expect(machine.broke(cause) == .fail(kind, .nextTarget))
    }

    // MARK: Tunnels

    @Test func tunnelNeedsAnOffer() {
        var machine = self.makeMachine()
        _ = machine.bytesArrived()
        #expect(machine.headArrived(framing: .tunnel, isKeepAlive: true) == .fail(.unexpectedUpgrade))
    }

    @Test func tunnelNeedsACompleteRequest() {
        var machine = self.makeMachine(framing: .chunked, offersUpgrade: true)
        _ = machine.bytesArrived()
        #expect(machine.headArrived(framing: .tunnel, isKeepAlive: true) == .fail(.unexpectedUpgrade))
    }

    @Test func tunnelEndsEachWayForItself() {
        var machine = self.makeTunnel()
        #expect(machine.phase == .tunnel)
        #expect(machine.requestEnded() == .closeOutput)
        #expect(machine.bodyArrived(byteCount: 1) == .drop)
        #expect(machine.bytesArrived() == .decode)
        #expect(machine.responseEnded(isLastByte: true) == .finish)
        #expect(machine.broke(.ended) == .close)
    }

    @Test func tunnelThatTheOriginEndsFirstStaysWritable() {
        var machine = self.makeTunnel()
        #expect(machine.responseEnded(isLastByte: true) == .halfClose)
        #expect(machine.bodyArrived(byteCount: 1) == .write)
        #expect(machine.bytesArrived() == .ignore)
        #expect(machine.requestEnded() == .closeAfterWrites)
        #expect(machine.broke(.ended) == .close)
    }

    @Test(arguments: [(BreakCause.ended, UpstreamError.Kind.closedMidBody), (.deadline, .idleTimeout)])
    func brokenTunnelFails(cause: BreakCause, kind: UpstreamError.Kind) {
        var machine = self.makeTunnel()
        #expect(machine.broke(cause) == .fail(kind, .never))
    }
}
