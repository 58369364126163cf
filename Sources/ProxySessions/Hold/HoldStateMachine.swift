package import GRIP
package import NIOCore

/// The life of one held response: a stream that takes items until it is closed, or a response that waits for one item
/// or for its time-out.
///
/// Time comes in as an argument and every event answers with the action its driver must take, so the same machine
/// serves a NIO channel and a parked socket. States: *streaming* and *waiting* lead to *finished*, which is terminal
/// and ignores every further event. Reference: GRIP 2.2, 2.3.
package struct HoldStateMachine: ~Copyable {
    private enum State: ~Copyable {
        /// A stream; its head and first content were sent.
        case streaming(KeepAliveTimer?)
        /// A response hold; the client has received nothing yet.
        case waiting(timeout: NIODeadline)
        /// Ended, or handed over for its last answer.
        case finished
    }

    private var state: State

    private init(_ state: consuming State) {
        self.state = state
    }

    /// A stream hold whose head was just sent.
    ///
    /// - Parameters:
    ///   - keepAlive: what the instruction asked for, if anything.
    ///   - now: the present time.
    ///   - jitter: a random part of a second that is taken off the first interval.
    package init(stream keepAlive: KeepAlive?, now: NIODeadline, jitter: TimeAmount) {
        self.init(.streaming(keepAlive.map { KeepAliveTimer($0, now: now, jitter: jitter) }))
    }

    /// A response hold that ends at `timeout`.
    package init(responseUntil timeout: NIODeadline) {
        self.init(.waiting(timeout: timeout))
    }

    /// When the driver must first call `deadlineChecked`; `nil` when no time-out is running.
    package var nextDeadline: NIODeadline? {
        switch self.state {
        case .streaming(let timer): timer?.due
        case .waiting(let timeout): timeout
        case .finished: nil
        }
    }

    /// What an item brings for the kind of this hold.
    package enum ItemKind: Equatable, Sendable {
        /// Content to append to a stream, or to answer a response hold with.
        case content
        /// `action: close`.
        case close
        /// `action: hint`.
        case hint
        /// Nothing: no format of this kind, or an action that does not concern a hold.
        case nothing
    }

    package enum OnItem: Equatable {
        /// Append the item's content to the stream.
        case write
        /// End the stream's body; the connection stays usable.
        case end
        /// Send the item's content as the whole response.
        case respond
        /// Send the held request to the origin again; this hold is over.
        case askAgain
        /// Drop the item.
        case ignore
    }

    /// An item was published to a channel of this hold.
    package mutating func itemPublished(_ kind: ItemKind, now: NIODeadline) -> OnItem {
        switch consume self.state {
        case .streaming(var timer):
            switch kind {
            case .content:
                timer?.contentSent(now: now)
                self = .init(.streaming(timer))
                return .write
            case .close:
                self = .init(.finished)
                return .end
            case .hint, .nothing:
                self = .init(.streaming(timer))
                return .ignore
            }
        case .waiting(let timeout):
            switch kind {
            case .content:
                self = .init(.finished)
                return .respond
            case .hint:
                self = .init(.finished)
                return .askAgain
            case .close, .nothing:
                // A response hold has no close action (reference: GRIP 2.2).
                self = .init(.waiting(timeout: timeout))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// Content that is no item was appended to a stream, such as that of a next link.
    package mutating func contentAppended(now: NIODeadline) {
        switch consume self.state {
        case .streaming(var timer):
            timer?.contentSent(now: now)
            self = .init(.streaming(timer))
        case .waiting(let timeout):
            self = .init(.waiting(timeout: timeout))
        case .finished:
            self = .init(.finished)
        }
    }

    /// A new instruction brought another keep-alive, or none.
    package mutating func keepAliveReplaced(_ keepAlive: KeepAlive?, now: NIODeadline, jitter: TimeAmount) {
        switch consume self.state {
        case .streaming:
            self = .init(.streaming(keepAlive.map { KeepAliveTimer($0, now: now, jitter: jitter) }))
        case .waiting(let timeout):
            self = .init(.waiting(timeout: timeout))
        case .finished:
            self = .init(.finished)
        }
    }

    package enum OnDeadline: Equatable {
        /// Write the keep-alive, and look again at this time.
        case writeKeepAlive(next: NIODeadline)
        /// Send the response the origin gave for the time-out.
        case respondWithTimeout
        /// Nothing is due yet; look again at this time.
        case wait(until: NIODeadline)
        /// No deadline is running any more.
        case forget
    }

    /// A deadline this machine named was reached; it may have moved since.
    ///
    /// - Parameters:
    ///   - now: the present time.
    ///   - isBlocked: the client does not read at the moment, so that a keep-alive would only queue up.
    ///   - jitter: a random part of a second that is taken off the next interval.
    /// - Returns: what is due.
    package mutating func deadlineChecked(now: NIODeadline, isBlocked: Bool, jitter: TimeAmount) -> OnDeadline {
        switch consume self.state {
        case .streaming(.none):
            self = .init(.streaming(nil))
            return .forget
        case .streaming(.some(var timer)):
            if now < timer.due {
                self = .init(.streaming(timer))
                return .wait(until: timer.due)
            }
            timer.restart(now: now, jitter: jitter)
            self = .init(.streaming(timer))
            return isBlocked ? .wait(until: timer.due) : .writeKeepAlive(next: timer.due)
        case .waiting(let timeout) where now < timeout:
            self = .init(.waiting(timeout: timeout))
            return .wait(until: timeout)
        case .waiting:
            self = .init(.finished)
            return .respondWithTimeout
        case .finished:
            self = .init(.finished)
            return .forget
        }
    }

    package enum OnClose: Equatable {
        /// Release the subscriptions; the hold ended early.
        case release
        /// The hold had ended already.
        case ignore
    }

    /// The connection is gone, or its reader was too slow.
    package mutating func connectionClosed() -> OnClose {
        switch consume self.state {
        case .streaming:
            self = .init(.finished)
            return .release
        case .waiting:
            self = .init(.finished)
            return .release
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }
}
