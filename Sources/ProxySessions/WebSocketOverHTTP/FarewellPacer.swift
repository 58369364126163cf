/// Lets a few requests at a time through, for clients that have gone: many that leave at once are no flood for an origin.
///
/// `Token` names who wants to send one; it gets its turn once.
package struct FarewellPacer<Token> {
    private let maximumRunning: Int
    private let maximumWaiting: Int
    private var runningCount = 0
    private var waiting: [Token] = []
    private var next = 0

    /// Nothing is running.
    ///
    /// - Parameters:
    ///   - maximumRunning: requests at a time.
    ///   - maximumWaiting: how many may wait for their turn.
    package init(maximumRunning: Int = 64, maximumWaiting: Int = 10_000) {
        self.maximumRunning = maximumRunning
        self.maximumWaiting = maximumWaiting
    }

    package enum OnRequest: Equatable {
        /// Send it now.
        case send
        /// Wait for its turn.
        case wait
        /// Too many wait: drop it.
        case drop
    }

    /// Somebody wants to send a request.
    package mutating func requested(by token: Token) -> OnRequest {
        if self.runningCount < self.maximumRunning {
            self.runningCount += 1
            return .send
        }
        guard self.waiting.count - self.next < self.maximumWaiting else { return .drop }
        self.waiting.append(token)
        return .wait
    }

    /// A request is over; returns whose turn it is now.
    package mutating func ended() -> Token? {
        guard self.next < self.waiting.count else {
            self.runningCount = max(0, self.runningCount - 1)
            return nil
        }
        let token = self.waiting[self.next]
        self.next += 1
        // Those that had their turn are removed together, so that each costs little.
        if self.next == self.waiting.count || self.next >= self.maximumWaiting {
            self.waiting.removeFirst(self.next)
            self.next = 0
        }
        return token
    }
}
