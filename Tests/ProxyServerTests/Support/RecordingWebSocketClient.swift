import HTTP1
import NIOCore
import ProxyFanout
import WebSocket

@testable import ProxyServer

/// A client's end that writes down what it is told.
final class RecordingWebSocketClient: WebSocketClient {
    weak var owner: (any WebSocketClientOwner)?
    var isWritable = true
    private let trace: Trace
    private(set) var isFlushed = true
    private(set) var isPaused = false
    /// Whether frames of items may go past it; it has no socket to which they could.
    private(set) var allowsDirectFrames = false
    var lastDirectFrame: NIODeadline?

    init(_ trace: Trace) {
        self.trace = trace
    }

    func accept(_ head: ResponseHead) {
        self.write("\(head.status)")
    }

    func send(_ part: MessagePart) {
        self.write(part.line)
    }

    func send(_ message: PublishedMessage) {
        self.write("own \(message.kind) \(String(buffer: message.content))")
    }

    private func write(_ line: String) {
        self.trace.add("client gets \(line)")
        self.isFlushed = false
    }

    func beginDirectFrames() -> ParkedSocket? {
        self.allowsDirectFrames = true
        return nil
    }

    func endDirectFrames() {
        self.allowsDirectFrames = false
    }

    func flush() {
        self.isFlushed = true
    }

    func pauseReading() {
        guard !self.isPaused else { return }
        self.isPaused = true
        self.trace.add("client waits")
    }

    func resumeReading() {
        guard self.isPaused else { return }
        self.isPaused = false
        self.trace.add("client goes on")
    }

    func end() {
        self.isFlushed = true
        self.trace.add("client ends")
    }

    func cut() {
        self.isFlushed = true
        self.trace.add("client is cut")
    }
}
