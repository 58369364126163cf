import NIOCore
import ProxyFanout

/// Writes down when its deadlines were reached, and answers as a test wants it to.
final class WheelProbe: WheelEntry {
    var wheelPosition: WheelPosition?
    private(set) var visits: [NIODeadline] = []
    /// When to look again.
    var answer: (_ now: NIODeadline) -> NIODeadline? = { _ in nil }

    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        self.visits.append(now)
        return self.answer(now)
    }
}
