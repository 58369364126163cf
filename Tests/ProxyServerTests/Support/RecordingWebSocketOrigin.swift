import NIOCore
import WebSocket

@testable import ProxyServer

/// An origin's end that writes down what it is told.
final class RecordingWebSocketOrigin: WebSocketOrigin {
    weak var owner: (any WebSocketOriginOwner)?
    var isWritable = true
    private let trace: Trace
    private(set) var isFlushed = true
    private(set) var isPaused = false

    init(_ trace: Trace) {
        self.trace = trace
    }

    func send(_ part: MessagePart) {
        self.trace.add("origin gets \(part.line)")
        self.isFlushed = false
    }

    func flush() {
        self.isFlushed = true
    }

    func pauseReading() {
        guard !self.isPaused else { return }
        self.isPaused = true
        self.trace.add("origin waits")
    }

    func resumeReading() {
        guard self.isPaused else { return }
        self.isPaused = false
        self.trace.add("origin goes on")
    }

    func detach() {
        self.trace.add("origin is let go")
    }

    func end() {
        self.isFlushed = true
        self.trace.add("origin ends")
    }

    func cancel() {
        self.trace.add("origin is cut")
    }

    func refresh() {
        self.trace.add("origin is asked for news")
    }
}
