import WebSocket

@testable import ProxyServer

/// A session that writes down what the client does, and pauses it where a test wants it to.
final class RecordingClientOwner: WebSocketClientOwner {
    private let connection: WebSocketConnection
    private let trace = Trace()
    /// Set to take no more than one part at a time.
    var pausesAfterEachPart = false

    init(_ connection: WebSocketConnection) {
        self.connection = connection
    }

    func happened() -> [String] { self.trace.take() }

    func clientSent(_ part: MessagePart) {
        self.trace.add(part.line)
        if self.pausesAfterEachPart {
            self.connection.pauseReading()
        }
    }

    func clientReadComplete() {
        self.trace.add("read complete")
    }

    func clientWritabilityChanged(isWritable: Bool) {
        self.trace.add(isWritable ? "writable" : "not writable")
    }

    func clientLost(_ reason: String) {
        self.trace.add("lost: \(reason)")
    }
}
