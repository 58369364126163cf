import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// One request for a link, for everybody who wants the same answer.
///
/// Targets are tried in order like those of a client's request; the answer is read as an instruction. Belongs to its loop.
final class LinkExchange {
    let request: LinkCall
    private let services: LoopServices
    private let progress: (Progress) -> Void
    private var receivers: [any LinkReceiver]
    private var machine = ExchangeStateMachine()
    private var targetPosition = 0
    private var upstream: UpstreamExchange?
    private var reader: InstructionReader?
    private var isAnnounced = false

    /// How far a request has come.
    enum Progress {
        /// The answer has begun: nobody can join any more.
        case answered
        /// The request is over; the final word.
        case ended
    }

    /// A request that is not begun.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - receiver: who asks first.
    ///   - services: the loop's shared things.
    ///   - progress: told how far the request has come, unless it is cancelled.
    init(
        _ request: LinkCall,
        receiver: any LinkReceiver,
        services: LoopServices,
        progress: @escaping (Progress) -> Void
    ) {
        self.request = request
        self.receivers = [receiver]
        self.services = services
        self.progress = progress
    }

    /// Adds somebody who wants the same.
    func join(_ receiver: any LinkReceiver) {
        self.receivers.append(receiver)
    }

    /// Somebody does not want the answer any more.
    func leave(_ receiver: any LinkReceiver) {
        self.receivers.removeAll { $0 === receiver }
        self.receiverTakesBytes()
    }

    /// Nobody wants the answer any more.
    func cancel() {
        if self.machine.clientClosed() == .cancelOrigin {
            self.upstream?.cancel()
        }
        self.upstream = nil
        self.receivers = []
    }

    /// A receiver takes bytes again.
    func receiverTakesBytes() {
        if self.receivers.allSatisfy({ $0.takesLinkBody }) {
            self.upstream?.resumeReading()
        }
    }

    // MARK: Attempts

    /// Sends the request to the present target.
    func start(allowsReuse: Bool = true) {
        do throws(ProxyError) {
            self.upstream = try self.request.send(
                toTarget: self.targetPosition,
                allowsReuse: allowsReuse,
                services: self.services,
                receiver: self
            )
        } catch {
            _ = self.machine.answered()
            self.fail(.origin(reason: "\(error)"))
        }
    }

    // MARK: End

    private func fail(_ failure: LinkFailure) {
        let receivers = self.receivers
        self.end()
        for receiver in receivers {
            receiver.linkFailed(failure)
        }
    }

    private func end() {
        self.upstream = nil
        self.receivers = []
        self.progress(.ended)
    }
}

extension LinkExchange: UpstreamReceiver {
    func upstreamInformational(_ head: ResponseHead) {}

    func upstreamHead(_ head: ResponseHead, framing: BodyFraming) {
        guard self.machine.originHeadReceived(isInstruction: true) == .collect else { return }
        guard 200..<300 ~= head.status else {
            self.giveUp(.status(head.status))
            return
        }
        do throws(ProxyError) {
            self.reader = try InstructionReader(
                head,
                limitBytes: self.services.context.limits.gripBodyBytes,
                isContinuation: true
            )
        } catch {
            self.services.context.counters.add(.instructionsMalformed)
            self.giveUp(.malformed(reason: "\(error)"))
        }
    }

    private func giveUp(_ failure: LinkFailure) {
        if self.machine.answered() {
            self.upstream?.cancel()
        }
        self.fail(failure)
    }

    private func announce(_ instruction: Instruction) {
        guard !self.isAnnounced else { return }
        self.isAnnounced = true
        self.progress(.answered)
        for receiver in self.receivers {
            receiver.linkAnswered(instruction)
        }
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        switch self.reader?.bytesReceived(bytes) {
        case .wait, .ignore, nil:
            break
        case .relay(let content):
            if let early = self.reader?.early {
                self.announce(early)
            }
            for receiver in self.receivers {
                receiver.linkBody(content)
            }
            if !self.receivers.allSatisfy({ $0.takesLinkBody }) {
                self.upstream?.pauseReading()
            }
        case .refuse:
            self.giveUp(.malformed(reason: "the body is over the limit of grip_max_body"))
        }
    }

    func upstreamReadComplete() {}

    func upstreamEnd() {
        guard case .actOnInstruction = self.machine.originEnded(), let reader = self.reader else { return }
        _ = self.machine.answered()
        do throws(ProxyError) {
            guard let instruction = try reader.ended() else { return }
            self.announce(instruction)
            let receivers = self.receivers
            self.end()
            for receiver in receivers {
                if instruction.body.readableBytes > 0 {
                    receiver.linkBody(instruction.body)
                }
                receiver.linkEnded()
            }
        } catch {
            self.services.context.counters.add(.instructionsMalformed)
            self.fail(.malformed(reason: "\(error)"))
        }
    }

    func upstreamFailed(_ error: UpstreamError) {
        let decision = self.machine.originFailed(
            ExchangeStateMachine.Retry(error.retry),
            mayResend: true,
            isIdempotent: self.request.method == "GET",
            hasNextTarget: self.request.usesRoute && self.targetPosition + 1 < self.request.route.targets.count
        )
        switch decision {
        case .retry:
            self.start(allowsReuse: false)
        case .tryNextTarget:
            self.targetPosition += 1
            self.start()
        case .answer, .abort:
            self.fail(.origin(reason: "\(error)"))
        case .ignore:
            break
        }
    }

    func upstreamWritabilityChanged(isWritable: Bool) {
        // The body is small and was given away whole.
    }
}
