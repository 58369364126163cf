import Logging
import NIOCore
import ProxySessions

/// Takes the answer of a gone link, which nobody waits for (reference: GRIP 2.7).
final class GoneReceiver: LinkReceiver {
    private let call: LinkCall
    private let logger: Logger

    init(_ call: LinkCall, logger: Logger) {
        self.call = call
        self.logger = logger
    }

    var takesLinkBody: Bool { true }

    func linkAnswered(_ instruction: Instruction) {}

    func linkBody(_ bytes: ByteBuffer) {}

    func linkEnded() {}

    func linkFailed(_ failure: LinkFailure) {
        self.logger.info("gone link failed", metadata: ["link": "\(self.call.link)", "reason": "\(failure)"])
    }
}
