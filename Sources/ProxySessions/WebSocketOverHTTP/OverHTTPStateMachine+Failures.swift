package import NIOCore

/// What becomes of a request that failed.
extension OverHTTPStateMachine {
    /// How far a request came that failed.
    package enum Failure: Equatable, Sendable {
        /// The origin did not get all of it.
        case notTaken
        /// A connection that had served another request ended before a byte of the answer: most likely it was closed for
        /// idleness just then.
        case usedConnectionEnded
        /// The origin may have acted on it.
        case afterTaken
    }

    package enum OnFailure: Equatable {
        /// The request goes out again, at this time.
        case retry(at: NIODeadline)
        /// The handshake failed.
        case fail
        /// Cut the client, without a Close.
        case lose
        /// Nobody is interested.
        case ignore
    }

    /// A request failed, or its answer broke off (reference: websocket 3.6).
    ///
    /// - Parameters:
    ///   - failure: how far the request came.
    ///   - now: the present time.
    ///   - jitter: a random part of a second that is added before a retry.
    /// - Returns: what the failure means.
    package mutating func requestFailed(_ failure: Failure, now: NIODeadline, jitter: TimeAmount) -> OnFailure {
        self.answer = nil
        if self.isRejecting {
            self.stage = .finished
            return .fail
        }
        guard case .requesting(var attempt) = self.phase, self.stage != .finished else { return .ignore }
        self.phase = .idle
        if self.stage == .leaving(.lost) {
            guard attempt.content != .open else {
                self.stage = .finished
                return .ignore
            }
            attempt.content = .disconnect
        }
        if failure == .usedConnectionEnded, attempt.isRepeatable, !attempt.isFresh {
            attempt.isFresh = true
            self.phase = .retrying(attempt, at: now)
            return .retry(at: now)
        }
        switch self.stage {
        case .opening:
            self.stage = .finished
            return .fail
        case .open, .leaving:
            return self.retry(attempt, after: failure, now: now, jitter: jitter)
        case .rejecting, .finished:
            return .ignore
        }
    }

    private mutating func retry(
        _ attempt: Attempt,
        after failure: Failure,
        now: NIODeadline,
        jitter: TimeAmount
    ) -> OnFailure {
        var attempt = attempt
        let isWanted = self.stage == .open
        guard failure == .notTaken, attempt.retryCount < self.limits.retries else {
            self.stage = .finished
            return isWanted ? .lose : .ignore
        }
        let time = now + self.limits.delay(beforeRetry: attempt.retryCount) + jitter
        attempt.retryCount += 1
        attempt.isFresh = false
        self.phase = .retrying(attempt, at: time)
        return .retry(at: time)
    }
}
