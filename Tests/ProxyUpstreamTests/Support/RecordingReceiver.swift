import HTTP1
import NIOCore
import ProxyUpstream

/// Writes down what an exchange delivers, and reacts where a test wants it to.
final class RecordingReceiver: UpstreamReceiver {
    enum Event: Equatable {
        case informational(Int)
        case head(Int, BodyFraming)
        case body(String)
        case readComplete
        case end
        case failed(UpstreamError.Kind, UpstreamError.Retry)
        case writable(Bool)
    }

    /// What came, body pieces that follow each other as one, ends of read turns left out.
    private(set) var events: [Event] = []
    private(set) var bodyByteCount = 0
    private(set) var readCompletes = 0
    private(set) var lastHead: ResponseHead?
    private(set) var error: UpstreamError?
    /// Whether body bytes are written down, or only counted.
    var keepsBody = true
    var onEvent: (Event) -> Void = { _ in }

    private func record(_ event: Event) {
        self.events.append(event)
        self.onEvent(event)
    }

    func upstreamInformational(_ head: ResponseHead) {
        self.record(.informational(head.status))
    }

    func upstreamHead(_ head: ResponseHead, framing: BodyFraming) {
        self.lastHead = head
        self.record(.head(head.status, framing))
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        self.bodyByteCount += bytes.readableBytes
        let text = self.keepsBody ? String(buffer: bytes) : ""
        if self.keepsBody, case .body(let earlier) = self.events.last {
            self.events[self.events.count - 1] = .body(earlier + text)
        } else if self.keepsBody {
            self.events.append(.body(text))
        }
        self.onEvent(.body(text))
    }

    func upstreamReadComplete() {
        self.readCompletes += 1
        self.onEvent(.readComplete)
    }

    func upstreamEnd() {
        self.record(.end)
    }

    func upstreamFailed(_ error: UpstreamError) {
        self.error = error
        self.record(.failed(error.kind, error.retry))
    }

    func upstreamWritabilityChanged(isWritable: Bool) {
        self.record(.writable(isWritable))
    }
}
