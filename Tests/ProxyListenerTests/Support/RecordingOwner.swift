import GRIP
import NIOCore
import ProxyListener

/// Writes down how its hold ends.
final class RecordingOwner: HoldOwner {
    enum Event: Equatable {
        case answered(status: Int, replacement: String?)
        case timedOut
        case asksAgain
        case updates
        case failed(String)
        case ended
        case overflowed(queuedBytes: Int)
    }

    private(set) var events: [Event] = []
    var gate: (any HoldGate)?

    func holdAnswered(with item: HTTPResponseContent, replacement: ByteBuffer?) {
        self.events.append(.answered(status: item.status, replacement: replacement.map { String(buffer: $0) }))
    }

    func holdTimedOut() {
        self.events.append(.timedOut)
    }

    func holdAsksAgain() {
        self.events.append(.asksAgain)
    }

    func holdUpdates() {
        self.events.append(.updates)
    }

    func holdFailed(_ reason: String) {
        self.events.append(.failed(reason))
    }

    func holdEnded() {
        self.events.append(.ended)
    }

    func holdOverflowed(queuedBytes: Int) {
        self.events.append(.overflowed(queuedBytes: queuedBytes))
    }
}
