package import GRIP
package import NIOCore

/// When the next keep-alive of a stream or WebSocket is due.
///
/// In `idle` mode everything sent to the client postpones it, in `interval` mode nothing does. Each interval is shorter
/// than asked for by a random part of a second, so that connections opened together do not fire together
/// (reference: GRIP 2.3, WebSocket 2.3).
package struct KeepAliveTimer: Equatable, Sendable {
    /// When the keep-alive is due.
    package private(set) var due: NIODeadline
    private let timeout: TimeAmount
    /// What is taken off the present interval, in nanoseconds; 4 s are the most, which is more than anybody takes off.
    private var jitterNanoseconds: UInt32
    private let mode: KeepAlive.Mode

    /// A timer started at `now`; `jitter` is taken off its first interval.
    package init(_ keepAlive: KeepAlive, now: NIODeadline, jitter: TimeAmount) {
        self.init(timeout: keepAlive.timeout, mode: keepAlive.mode, now: now, jitter: jitter)
    }

    /// A timer started at `now`; `jitter` is taken off its first interval.
    package init(timeout: Duration, mode: KeepAlive.Mode, now: NIODeadline, jitter: TimeAmount) {
        self.timeout = .nanoseconds(timeout.wholeNanoseconds)
        self.mode = mode
        self.jitterNanoseconds = UInt32(clamping: jitter.nanoseconds)
        self.due = now + self.timeout - jitter
    }

    /// Something was sent to the client; may be told late, after something that was sent later.
    package mutating func contentSent(now: NIODeadline) {
        if self.mode == .idle {
            self.due = max(self.due, now + self.interval)
        }
    }

    /// The keep-alive was sent, or skipped; `jitter` is taken off the next interval.
    package mutating func restart(now: NIODeadline, jitter: TimeAmount) {
        self.jitterNanoseconds = UInt32(clamping: jitter.nanoseconds)
        self.due = now + self.interval
    }

    private var interval: TimeAmount { self.timeout - .nanoseconds(Int64(self.jitterNanoseconds)) }
}

extension Duration {
    /// The duration in nanoseconds, as NIO counts time; saturates instead of overflowing.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? .max : sum
    }
}
