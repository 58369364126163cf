import NIOCore
import ProxyFanout

/// Remembers what a parked socket tells.
///
/// Belongs to the socket's loop.
final class RecordingOwner: ParkedSocketOwner {
    enum Event: Equatable, Sendable {
        case readable
        case writable
        case failed(CInt)
    }

    private let eventLoop: any EventLoop
    private var waiting: EventLoopPromise<Event>?
    /// What was told and nobody has asked for.
    private(set) var events: [Event] = []
    /// Done with each event before anything else.
    var reaction: ((Event) -> Void)?

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// The next event; to be asked for one at a time.
    func nextEvent() -> EventLoopFuture<Event> {
        if !self.events.isEmpty {
            return self.eventLoop.makeSucceededFuture(self.events.removeFirst())
        }
        let promise = self.eventLoop.makePromise(of: Event.self)
        self.waiting = promise
        return promise.futureResult
    }

    /// Forgets what was told.
    func forget() {
        self.events = []
    }

    func parkedSocketReadable() {
        self.told(.readable)
    }

    func parkedSocketWritable() {
        self.told(.writable)
    }

    func parkedSocketFailed(_ errorNumber: CInt) {
        self.told(.failed(errorNumber))
    }

    private func told(_ event: Event) {
        self.reaction?(event)
        if let waiting = self.waiting {
            self.waiting = nil
            waiting.succeed(event)
        } else {
            self.events.append(event)
        }
    }
}
