import HTTP1
import NIOCore
import ProxySessions
import ProxyUpstream

@testable import ProxyServer

/// Writes down how a handshake with an origin goes.
final class RecordingHandshakeDelegate: WebSocketHandshakeDelegate {
    private let trace = Trace()
    private(set) var acceptance: WebSocketAcceptance?

    func happened() -> [String] { self.trace.take() }

    func handshakeAccepted(_ acceptance: WebSocketAcceptance) {
        self.acceptance = acceptance
        self.trace.add("accepted by \(acceptance.target)")
    }

    func handshakeRejected(_ head: ResponseHead, framing: BodyFraming) {
        self.trace.add("rejected \(head.status) \(framing)")
    }

    func handshakeBody(_ bytes: ByteBuffer) {
        self.trace.add("body \(String(buffer: bytes))")
    }

    func handshakeReadComplete() {
        self.trace.add("read complete")
    }

    func handshakeEnded() {
        self.trace.add("ended")
    }

    func handshakeFailed(_ error: ProxyError, cause: UpstreamError?) {
        self.trace.add("failed: \(error)")
    }

    func handshakeBroken(_ error: ProxyError) {
        self.trace.add("broken: \(error)")
    }
}
