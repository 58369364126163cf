import NIOCore
import Synchronization

/// What the threads that publish and the loop of the socket share.
final class PublisherOutbox: Sendable {
    struct Message: Sendable {
        /// The first part, whose beginning is compared.
        var topic: ByteBuffer
        /// The whole message as it is sent.
        var frames: ByteBuffer
    }

    private struct Waiting {
        var messages: [Message] = []
        var byteCount = 0
        var isFull = false
    }

    private let options: ZMTPOptions
    private let waiting = Mutex(Waiting())
    private let subscriberCount = Atomic(0)
    private let dropped = Atomic(0)

    init(options: ZMTPOptions) {
        self.options = options
    }

    var hasSubscribers: Bool { self.subscriberCount.load(ordering: .relaxed) > 0 }

    var droppedMessages: Int { self.dropped.load(ordering: .relaxed) }

    func update(subscriberCount: Int) {
        self.subscriberCount.store(subscriberCount, ordering: .relaxed)
    }

    func countDropped(_ count: Int) {
        self.dropped.add(count, ordering: .relaxed)
    }

    /// Adds a message; says whether the loop must be told, as nothing waited before.
    func put(_ message: Message) -> Bool {
        enum Result {
            case first, added
            case full(isNew: Bool)
        }
        let limits = self.options.limits
        let result: Result = self.waiting.withLock { waiting in
            let size = message.frames.readableBytes
            guard waiting.messages.count < limits.queuedMessages, waiting.byteCount + size <= limits.queuedBytes else {
                defer { waiting.isFull = true }
                return .full(isNew: !waiting.isFull)
            }
            waiting.messages.append(message)
            waiting.byteCount += size
            return waiting.messages.count == 1 ? .first : .added
        }
        switch result {
        case .first: return true
        case .added: return false
        case .full(let isNew):
            self.countDropped(1)
            if isNew {
                self.options.report(.publisherFull(messages: limits.queuedMessages, bytes: limits.queuedBytes))
            }
            return false
        }
    }

    /// Takes all that waits, in the order it came.
    func takeAll() -> [Message] {
        self.waiting.withLock { waiting in
            defer { waiting = Waiting() }
            return waiting.messages
        }
    }
}
