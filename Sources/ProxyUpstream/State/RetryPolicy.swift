/// Decides whether a request that failed may be sent again, and where to.
///
/// Only failures to get a connection move on to the next target, and a response time-out, which the reference counts
/// as one (reference: behaviour 1.6, 3.6). A connection that was reused and died before any response byte most likely
/// was closed by the origin for idleness, so the same target deserves a fresh one, unless sending the request twice
/// could do something twice: a proxy must not repeat a request that is not idempotent (RFC 9110, section 9.2.2).
package enum RetryPolicy {
    /// What was known of the exchange when it failed.
    package struct Progress: Equatable, Sendable {
        /// The connection had served another request before.
        package var isOnReusedConnection: Bool
        /// Sending the request twice has the effect of sending it once.
        package var isIdempotent: Bool
        /// At least one byte came from the origin.
        package var hasResponseBytes: Bool

        package init(isOnReusedConnection: Bool, isIdempotent: Bool, hasResponseBytes: Bool) {
            self.isOnReusedConnection = isOnReusedConnection
            self.isIdempotent = isIdempotent
            self.hasResponseBytes = hasResponseBytes
        }

        /// Nothing was sent yet.
        package static let notStarted = Progress(
            isOnReusedConnection: false,
            isIdempotent: true,
            hasResponseBytes: false
        )
    }

    /// What may be tried after a failure of this kind.
    package static func retry(after kind: UpstreamError.Kind, _ progress: Progress) -> UpstreamError.Retry {
        switch kind {
        case .connectionRefused, .unreachable, .connectTimeout, .nameNotFound, .tlsFailure, .responseTimeout,
            .poolExhausted:
            progress.hasResponseBytes ? .never : .nextTarget
        case .closedBeforeResponse:
            progress.isOnReusedConnection && progress.isIdempotent && !progress.hasResponseBytes
                ? .sameTargetFresh : .never
        case .addressBlocked, .malformedResponse, .unexpectedUpgrade, .closedMidBody, .idleTimeout:
            .never
        }
    }

    /// Whether a method is defined to be idempotent; of an unknown one it is not assumed.
    ///
    /// Source: RFC 9110, section 9.2.2, and the safe methods of RFC 4918, RFC 3253 and RFC 5323.
    package static func isIdempotent(method: String) -> Bool {
        switch method {
        case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH": true
        default: false
        }
    }
}
