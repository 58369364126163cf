package import GRIP
import HTTP1
package import NIOCore
package import ProxyFanout

/// One control connection without its socket: bytes go in, the next thing to do comes out.
///
/// Joins the decoder, the rules of the port and the state machine. Requests that follow each other without waiting
/// for answers stay in the decoder until their turn comes.
package struct ControlConnection: ~Copyable {
    /// Bytes that may wait behind a request that is not answered yet.
    static let maximumWaitingBytes = 65_536

    private var decoder: RequestDecoder
    private var machine: ControlConnectionStateMachine
    /// The rules of the port.
    package var policy: ControlPolicy
    /// The IP address at our end, as `HostName.normalizedAddress` writes it.
    package var localAddress: String?
    private var isInputClosed = false

    /// A connection that was just accepted.
    ///
    /// - Parameters:
    ///   - policy: the rules of the port.
    ///   - headBytes: bytes a request head may have.
    ///   - timeouts: how long things may take.
    ///   - now: the time.
    package init(policy: ControlPolicy, headBytes: Int, timeouts: ControlTimeouts, now: NIODeadline) {
        // One limit on the whole head, as Pushpin has it: count and target are bounded by it.
        let limits = HeadLimits(headBytes: headBytes, fieldCount: headBytes, targetBytes: headBytes)
        self.decoder = RequestDecoder(limits: limits)
        self.machine = ControlConnectionStateMachine(timeouts: timeouts, now: now)
        self.policy = policy
    }

    /// Whether more bytes can be taken from the socket.
    package var wantsBytes: Bool {
        self.machine.readiness != .wait || self.decoder.bufferedByteCount < Self.maximumWaitingBytes
    }

    /// Bytes arrived; `nextStep` says what they mean.
    package mutating func bytesReceived(_ bytes: ByteBuffer) {
        guard self.machine.readiness != .discard else { return }
        self.decoder.append(bytes)
    }

    /// The next thing to do.
    package enum NextStep: Equatable {
        /// Wait: for bytes, for the sink, or for the end.
        case wait
        /// Send `100 Continue` and ask again.
        case sendContinue
        /// Hand the items to the sink, call `itemsPublished` when it has delivered them, and ask again.
        case publish([PublishItem], PublishPatience)
        /// Tell the sink to recover, send the answer, and ask again.
        case recover(ControlAnswer)
        /// Send the answer and ask again.
        case answer(ControlAnswer)
        /// Close the connection: the client will send nothing more, and everything it sent is answered, or a rule of ours
        /// was broken.
        case close
    }

    /// Says what to do next with what has arrived.
    package mutating func nextStep(now: NIODeadline) -> NextStep {
        while self.machine.readiness == .decode {
            let part: RequestPart?
            do throws(HTTPDecodingError) {
                part = try self.decoder.next()
            } catch {
                return .answer(self.machine.requestRefused(ControlRefusal(error), of: nil, now: now))
            }
            switch part {
            case .head(let head, let framing):
                if let step = self.headDecoded(head, framing, now: now) {
                    return step
                }
            case .body(let bytes):
                self.machine.bodyDecoded(bytes)
            case .end:
                return self.requestDecoded(now: now)
            case nil:
                if !self.decoder.isBetweenMessages {
                    self.machine.requestBegan(now: now)
                }
                return self.isInputClosed ? .close : .wait
            }
        }
        return self.isInputClosed && self.machine.readiness == .discard ? .close : .wait
    }

    private mutating func headDecoded(_ head: RequestHead, _ framing: BodyFraming, now: NIODeadline) -> NextStep? {
        self.machine.requestBegan(now: now)
        if let refusal = self.policy.transportRefusal(for: head, framing: framing) {
            let exchange = ControlExchange(head: head, operation: .refuse(refusal))
            return .answer(self.machine.requestRefused(refusal, of: exchange, now: now))
        }
        let operation = self.policy.operation(for: head, localAddress: self.localAddress)
        let exchange = ControlExchange(head: head, operation: operation)
        // RFC 9110 10.1.1: an HTTP/1.0 client cannot be waiting for an interim answer.
        let expectsContinue = head.version != .http10 && framing != .none && head.expectsContinue
        switch self.machine.headDecoded(exchange, expectsContinue: expectsContinue, now: now) {
        case .readBody: return nil
        case .sendContinue: return .sendContinue
        case .answer(let answer): return .answer(answer)
        case .close: return .close
        }
    }

    private mutating func requestDecoded(now: NIODeadline) -> NextStep {
        switch self.machine.requestDecoded(now: now) {
        case .publish(let body, let patience):
            do throws(PublishError) {
                return .publish(try PublishRequest(parsing: body).items, patience)
            } catch {
                let refusal = ControlRefusal.malformedPublish(error.description)
                return self.machine.publishRefused(refusal, now: now).map(NextStep.answer) ?? .wait
            }
        case .recover(let answer):
            return .recover(answer)
        case .answer(let answer):
            return .answer(answer)
        case .close:
            return .close
        }
    }
}

extension ControlConnection {
    /// The sink has delivered the items; `nil` when there is nobody left to answer.
    package mutating func itemsPublished(_ outcomes: [ItemOutcome], now: NIODeadline) -> ControlAnswer? {
        self.machine.itemsPublished(outcomes, now: now)
    }

    /// The client will send nothing more, though it may still read; `nextStep` says when that is the end.
    package mutating func inputClosed() {
        self.isInputClosed = true
    }

    /// The server stops.
    package mutating func drainBegan() -> ControlConnectionStateMachine.OnDrain {
        self.machine.drainBegan()
    }

    /// The connection is closed.
    package mutating func connectionClosed() {
        self.machine.connectionClosed()
    }

    /// The time was looked at; see `ControlConnectionStateMachine.deadlineChecked`.
    package mutating func deadlineChecked(
        now: NIODeadline,
        isCrowded: Bool
    ) -> ControlConnectionStateMachine.OnDeadline {
        self.machine.deadlineChecked(now: now, isCrowded: isCrowded)
    }
}

extension RequestHead {
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 10.1.1).
    fileprivate var expectsContinue: Bool {
        self.fields.first(.expect)?.lowercased() == "100-continue"
    }
}
