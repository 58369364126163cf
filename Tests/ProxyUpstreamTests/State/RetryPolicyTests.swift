import HTTP1
import Testing

@testable import ProxyUpstream

/// What may be tried after a failure: reference, behaviour 1.6 and 3.6; RFC 9110, section 9.2.2.
struct RetryPolicyTests {
    @Test(arguments: [
        UpstreamError.Kind.connectionRefused, .unreachable, .connectTimeout, .nameNotFound, .tlsFailure,
        .responseTimeout, .poolExhausted,
    ])
    func failureToGetAConnectionMovesOnToTheNextTarget(kind: UpstreamError.Kind) {
        #expect(RetryPolicy.retry(after: kind, .notStarted) == .nextTarget)
    }

    @Test(arguments: [
        UpstreamError.Kind.closedBeforeResponse, .addressBlocked, .malformedResponse(.malformedStartLine),
        .unexpectedUpgrade, .closedMidBody, .idleTimeout,
    ])
    func anyOtherFailureOfAFreshConnectionIsFinal(kind: UpstreamError.Kind) {
        #expect(RetryPolicy.retry(after: kind, .notStarted) == .never)
    }

    @Test(arguments: [
        (true, true, false, UpstreamError.Retry.sameTargetFresh),
        (false, true, false, .never),
        (true, false, false, .never),
        (true, true, true, .never),
    ])
    func onlyAReusedConnectionThatDiedSilentlyIsReplaced(
        isReused: Bool,
        isIdempotent: Bool,
        hasBytes: Bool,
        expected: UpstreamError.Retry
    ) {
        let progress = RetryPolicy.Progress(
            isOnReusedConnection: isReused,
            isIdempotent: isIdempotent,
            hasResponseBytes: hasBytes
        )
        #expect(RetryPolicy.retry(after: .closedBeforeResponse, progress) == expected)
    }

    @Test func nothingIsRepeatedOnceResponseBytesCame() {
        let progress = RetryPolicy.Progress(isOnReusedConnection: true, isIdempotent: true, hasResponseBytes: true)
        #expect(RetryPolicy.retry(after: .responseTimeout, progress) == .never)
    }

    @Test(arguments: [
        ("GET", true), ("HEAD", true), ("PUT", true), ("DELETE", true), ("OPTIONS", true), ("PROPFIND", true),
        ("POST", false), ("PATCH", false), ("get", false), ("M-SEARCH", false), ("", false),
    ])
    func unknownMethodIsNotTakenForIdempotent(method: String, isIdempotent: Bool) {
        #expect(RetryPolicy.isIdempotent(method: method) == isIdempotent)
    }
}
