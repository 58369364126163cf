package import NIOCore

/// Collects the body of a GRIP response, which is interpreted only when it is complete.
///
/// Beyond the limit the body is an error, except where the instruction lets it stream: then what was collected and all
/// that follows goes to the client as it comes, and the hold begins when the body has ended.
/// States: *collecting* leads to *relaying* or *refused*. Reference: behaviour 3.6, GRIP 2.3.
package struct InstructBuffer: Sendable {
    /// The longest body of an instruction that is collected (reference: GRIP 1).
    package static let defaultLimitBytes = 100_000

    private enum State: Sendable {
        /// Everything received so far is kept.
        case collecting(ByteBuffer)
        /// The limit was passed and the body is streaming to the client; nothing is kept.
        case relaying
        /// The limit was passed by a body that must not stream; nothing is kept and nothing more is wanted.
        case refused
    }

    private var state: State
    private let limitBytes: Int
    private let mayStream: Bool

    /// An empty buffer.
    ///
    /// - Parameters:
    ///   - limitBytes: the longest body that is collected.
    ///   - mayStream: whether the response's headers ask for a stream hold, or for paging through next links without a
    ///     hold, in both cases without the `build-id` filter. The caller knows this from the head alone; an
    ///     `application/grip-instruct` body must never stream.
    package init(limitBytes: Int = Self.defaultLimitBytes, mayStream: Bool) {
        self.state = .collecting(ByteBuffer())
        self.limitBytes = limitBytes
        self.mayStream = mayStream
    }

    package enum OnBytes: Equatable, Sendable {
        /// Nothing to do yet.
        case wait
        /// Send these bytes to the client; before the first of them, the response's head.
        case relay(ByteBuffer)
        /// Cancel the origin's response and answer with `ProxyError.Kind.instructTooLarge`.
        case refuse
        /// Drop the bytes; the response was refused before.
        case ignore
    }

    /// Bytes of the response's body were received.
    package mutating func bytesReceived(_ content: ByteBuffer) -> OnBytes {
        switch self.state {
        case .collecting(var collected):
            let room = self.limitBytes - collected.readableBytes
            // Leaving the state first keeps the buffer uniquely referenced, so that appending does not copy it.
            self.state = .refused
            if content.readableBytes > room && !self.mayStream {
                return .refuse
            }
            collected.writeImmutableBuffer(content)
            guard content.readableBytes > room else {
                self.state = .collecting(collected)
                return .wait
            }
            self.state = .relaying
            return .relay(collected)
        case .relaying:
            return .relay(content)
        case .refused:
            return .ignore
        }
    }

    package enum OnEnd: Equatable, Sendable {
        /// Interpret the instruction with this body.
        case interpret(ByteBuffer)
        /// The body went to the client already: begin the hold, or follow the next link.
        case proceed
        /// Nothing to do; the response was refused before.
        case ignore
    }

    /// The response's body has ended properly.
    package func bodyEnded() -> OnEnd {
        switch self.state {
        case .collecting(let collected): .interpret(collected)
        case .relaying: .proceed
        case .refused: .ignore
        }
    }
}
