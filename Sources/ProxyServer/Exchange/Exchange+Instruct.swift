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
            let instruct = try self.parseInstruction(head)
            let mayStream =
                instruct.hold?.mode == .stream && !instruct.channels.contains { $0.filters.contains("build-id") }
            self.instructed = InstructedExchange(
                head: InstructedResponse.head(of: head, instruct: instruct),
                instruct: instruct,
                buffer: InstructBuffer(limitBytes: self.services.context.limits.gripBodyBytes, mayStream: mayStream)
            )
        } catch {
            self.answer(error)
        }
    }

    private func parseInstruction(_ head: ResponseHead) throws(ProxyError) -> GripInstruct {
        do throws(InstructError) {
            let fields = head.fields.lazy.filter { $0.nameHasPrefix("grip-") }
            return try GripInstruct(headers: fields.map { (name: $0.nameString, value: $0.valueString) })
        } catch {
            self.services.context.counters.add(.instructionsMalformed)
            throw ProxyError(.instructInvalid(reason: error.description))
        }
    }

    func instructionBody(_ bytes: ByteBuffer) {
        switch self.instructed?.buffer.bytesReceived(bytes) {
        case .wait, .ignore, nil:
            break
        case .relay(let content):
            self.sendStreamHeadOnce()
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
        if case .interpret(let body)? = self.instructed?.buffer.bodyEnded() {
            self.instructed?.body = body
        }
        self.isInstructionWaiting = true
        self.actOnWaitingInstruction()
    }

    /// Acts on a complete instruction once the request is complete as well: a hold may have to send it again.
    func actOnWaitingInstruction() {
        guard self.isInstructionWaiting, let instructed = self.instructed else { return }
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
        switch instructed.instruct.hold?.mode {
        case nil:
            self.answer(instructed.head, body: instructed.body, isInstruction: true)
        case .stream:
            self.beginStreamHold()
        case .response:
            self.beginResponseHold()
        }
    }

    /// Sends the head of a stream; its end is not known, so it is chunked or ends with the connection.
    func sendStreamHeadOnce() {
        guard let instructed = self.instructed, !instructed.isHeadSent else { return }
        self.machine.instructionHeadSent()
        let response = self.sendHead(instructed.head, framing: .chunked, isInstruction: true)
        self.instructed?.isHeadSent = true
        self.instructed?.streamFraming = response.framing
    }
}
