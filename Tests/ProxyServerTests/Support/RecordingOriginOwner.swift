import WebSocket

@testable import ProxyServer

/// A session that writes down what the origin does.
final class RecordingOriginOwner: WebSocketOriginOwner {
    private let trace = Trace()

    func happened() -> [String] { self.trace.take() }

    func originSent(_ part: MessagePart) {
        self.trace.add(part.line)
    }

    func originReadComplete() {
        self.trace.add("read complete")
    }

    func originWritabilityChanged(isWritable: Bool) {
        self.trace.add(isWritable ? "writable" : "not writable")
    }

    func originLost(_ reason: String) {
        self.trace.add("lost: \(reason)")
    }
}
