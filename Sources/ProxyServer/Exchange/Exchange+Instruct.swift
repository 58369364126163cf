import GRIP
import HTTP1
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// Responses that are instructions (reference: GRIP 1, 2.1).
extension Exchange {
    func instructionReceived(_ head: ResponseHead) {
        do throws(ProxyError) {
            guard self.replay.instructReceived() != .refuse else { throw ProxyError(.requestTooLargeForInstruct) }
            self.instructed = InstructedExchange(
                reader: try InstructionReader(head, limitBytes: self.services.context.limits.gripBodyBytes)
            )
        } catch {
            self.refuseInstruction(error)
        }
    }

    private func refuseInstruction(_ error: ProxyError) {
        if case .instructInvalid = error.kind {
            self.services.context.counters.add(.instructionsMalformed)
        }
        self.answer(error)
    }

    func instructionBody(_ bytes: ByteBuffer) {
        switch self.instructed?.reader?.bytesReceived(bytes) {
        case .wait, .ignore, nil:
            break
        case .relay(let content):
            if let early = self.instructed?.reader?.early {
                self.sendOpenHeadOnce(early.head)
            }
            self.sendBody(content)
            if !self.responder.isWritable {
                self.upstream?.pauseReading()
            }
        case .refuse:
            self.answer(ProxyError(.instructTooLarge(target: self.target?.description ?? "")))
        }
    }

    /// The instruction's body is complete.
    func instructionEnded() {
        do throws(ProxyError) {
            self.instructed?.instruction = try self.instructed?.reader?.ended()
            self.instructed?.reader = nil
        } catch {
            self.refuseInstruction(error)
            return
        }
        self.isInstructionWaiting = true
        self.actOnWaitingInstruction()
    }

    /// Acts on a complete instruction once the request is complete as well: a hold may have to send it again.
    func actOnWaitingInstruction() {
        guard self.isInstructionWaiting, let instruction = self.instructed?.instruction else { return }
        switch self.replay.instructReceived() {
        case .wait:
            return
        case .refuse:
            self.isInstructionWaiting = false
            self.answer(ProxyError(.requestTooLargeForInstruct))
            return
        case .accept:
            self.isInstructionWaiting = false
        }
        self.finishOpenRequest()
        self.rememberGoneLink(instruction.instruct)
        do throws(FilterError) {
            try self.carryOut(instruction)
        } catch {
            self.answer(ProxyError(.holdFailed(reason: "\(error)")))
        }
    }

    private func carryOut(_ instruction: Instruction) throws(FilterError) {
        if let link = instruction.instruct.nextLink, self.resolvesLink(link) == false {
            self.refuseInstruction(ProxyError(.instructInvalid(reason: "Grip-Link contains invalid link")))
            return
        }
        var instruction = instruction
        let filters = HoldFilters(instruction.instruct, prefix: self.route?.channelPrefix ?? "", uri: nil)
        instruction.body = try filters.apply(toBody: instruction.body)
        self.instructed?.instruction = instruction
        switch instruction.instruct.hold?.mode {
        case .response:
            self.beginResponseHold(instruction)
        case .stream:
            self.beginStreamHold(instruction)
        case nil where instruction.instruct.nextLink != nil:
            self.beginStreamHold(instruction)
        case nil:
            self.answer(instruction.head, body: instruction.body, isInstruction: true)
        }
    }

    /// Sends the head of a response whose end is not known: chunked, or up to the end of the connection.
    func sendOpenHeadOnce(_ head: ResponseHead) {
        guard self.instructed != nil, self.instructed?.sentFraming == nil else { return }
        self.machine.instructionHeadSent()
        let response = self.sendHead(head, framing: .chunked, isInstruction: true)
        self.instructed?.sentFraming = response.framing
    }
}
