package import NIOCore

/// The beginning of a request's body, kept so that the request can be sent again: to the next target, over a fresh
/// connection, or as the replay of a hold.
///
/// A body is kept whole or not at all: what was dropped cannot be sent again, so a body beyond the limit gives its memory
/// back at once. The bytes are copied, because a hold keeps them for its whole life and must not pin a large read buffer.
/// Reference: behaviour 1.6, 3.7; GRIP 2.5.
package struct ReplayBuffer: Sendable {
    /// How many body bytes are kept (reference: behaviour 8, "body kept for GRIP decisions").
    package static let defaultLimitBytes = 100_000

    /// How much of the body is here.
    package enum State: Equatable, Sendable {
        /// The body has not ended; everything received so far is kept.
        case receiving
        /// The body has ended and all of it is kept.
        case complete
        /// The body passed the limit; nothing is kept.
        case overflowed
    }

    /// The bytes kept, whose reader index is at the start of the body.
    package private(set) var bytes: ByteBuffer
    /// How much of the body is here.
    package private(set) var state: State
    private let limitBytes: Int

    /// An empty buffer, which allocates nothing before the first body byte.
    ///
    /// - Parameter limitBytes: the longest body that is kept.
    package init(limitBytes: Int = Self.defaultLimitBytes) {
        self.bytes = ByteBuffer()
        self.state = .receiving
        self.limitBytes = limitBytes
    }

    /// Body bytes were received and passed on.
    package mutating func append(_ content: ByteBuffer) {
        guard self.state == .receiving, content.readableBytes > 0 else { return }
        guard content.readableBytes <= self.limitBytes - self.bytes.readableBytes else {
            self.state = .overflowed
            self.bytes = ByteBuffer()
            return
        }
        self.bytes.writeImmutableBuffer(content)
    }

    /// The last body byte was received; to be called for a request without body, too.
    package mutating func bodyEnded() {
        if self.state == .receiving {
            self.state = .complete
        }
    }

    /// Whether a new attempt can begin now: what was received so far is here, the rest may still come.
    package var canResend: Bool { self.state != .overflowed }

    /// What a GRIP response to this request leads to.
    package enum OnInstruct: Equatable, Sendable {
        /// The request can be replayed: interpret the response.
        case accept
        /// Wait until the body ended or passed the limit, then ask again.
        case wait
        /// Answer the client with `ProxyError.Kind.requestTooLargeForInstruct` (reference: behaviour 3.6).
        case refuse
    }

    /// The origin's response head turned out to be a GRIP response.
    package func instructReceived() -> OnInstruct {
        switch self.state {
        case .complete: .accept
        case .receiving: .wait
        case .overflowed: .refuse
        }
    }
}
