import GRIP
import NIOCore
import ProxyFanout
import ProxySessions

/// Who waits for an update of low priority.
protocol PacedUpdate: AnyObject {
    /// The update may be made now.
    func updateDue()
}

/// Spreads updates of low priority on one loop (reference: GRIP 2.6, "Pacing").
///
/// Streams wait under their link, and all with one link go together, because they share one request. Long polls repeat
/// their own requests and go in batches. Belongs to its loop.
final class UpdatePacer: WheelEntry {
    private enum Key: Hashable {
        case link(ResolvedLink)
        case responses
    }

    var wheelPosition: WheelPosition?
    private let wheel: DeadlineWheel
    private var links = LinkPacer<Key, ObjectIdentifier>(batchSize: .max)
    private var responses = LinkPacer<Key, ObjectIdentifier>()
    private var waiting: [ObjectIdentifier: any PacedUpdate] = [:]

    init(wheel: DeadlineWheel) {
        self.wheel = wheel
    }

    /// Asks for an update of a stream.
    func add(_ stream: any PacedUpdate, link: ResolvedLink) {
        self.waiting[ObjectIdentifier(stream)] = stream
        self.wheel.schedule(self, at: self.links.add(.link(link), ObjectIdentifier(stream), now: .now()))
    }

    /// Asks for an update of a long poll.
    func add(_ response: any PacedUpdate) {
        self.waiting[ObjectIdentifier(response)] = response
        self.wheel.schedule(self, at: self.responses.add(.responses, ObjectIdentifier(response), now: .now()))
    }

    /// Somebody does not need the update any more.
    func remove(_ update: any PacedUpdate, link: ResolvedLink?) {
        let id = ObjectIdentifier(update)
        guard self.waiting.removeValue(forKey: id) != nil else { return }
        if let link {
            self.links.remove(.link(link), id)
        } else {
            self.responses.remove(.responses, id)
        }
    }

    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        let batches = self.links.due(now: now) + self.responses.due(now: now)
        for token in batches.flatMap(\.tokens) {
            self.waiting.removeValue(forKey: token)?.updateDue()
        }
        return [self.links.nextDeadline, self.responses.nextDeadline].compactMap { $0 }.min()
    }
}
