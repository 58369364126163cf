import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions

/// Answers of links, as they come.
extension StreamSession: LinkReceiver {
    var takesLinkBody: Bool { self.hold?.isWritable ?? false }

    func linkAnswered(_ instruction: Instruction) {
        self.currentURI = self.call?.link ?? self.currentURI
        self.incoming = instruction
        self.isPageEmpty = instruction.instruct.hold == nil
        let answer: NextLinkStateMachine<PublishedItem>.LinkAnswer
        if instruction.instruct.hold?.mode == .response {
            answer = .responseHold
        } else {
            answer = .stream(self.streamInstruct(of: instruction))
        }
        self.act(on: self.machine.linkAnswered(answer, now: .now(), jitter: self.jitter()))
    }

    func linkBody(_ bytes: ByteBuffer) {
        guard let instruct = self.incoming?.instruct else { return }
        let filters = HoldFilters(instruct, prefix: self.place.prefix, uri: self.currentURI)
        do throws(FilterError) {
            let content = try filters.apply(toBody: bytes)
            guard self.machine.linkBodyReceived(byteCount: content.readableBytes) == .write else { return }
            self.isPageEmpty = self.isPageEmpty && content.readableBytes == 0
            self.hold?.append(content)
            self.flush()
        } catch {
            self.cancelCall()
            self.fail("\(error)")
        }
    }

    func linkEnded() {
        self.call = nil
        self.act(on: self.machine.linkEnded())
    }

    func linkFailed(_ failure: LinkFailure) {
        self.services.logger.warning(
            "next link failed",
            metadata: [
                "link": "\(self.call?.link.description ?? "-")",
                "route.id": "\(self.place.route.id)",
                "reason": "\(failure)",
            ]
        )
        self.call = nil
        switch failure {
        case .origin:
            self.act(on: self.machine.linkFailed(now: .now(), jitter: self.jitter()))
        case .status:
            self.act(on: self.machine.linkAnswered(.unsuccessful, now: .now(), jitter: self.jitter()))
        case .malformed(let reason):
            self.act(on: self.machine.linkAnswered(.malformed(reason: reason), now: .now(), jitter: self.jitter()))
        }
    }
}
