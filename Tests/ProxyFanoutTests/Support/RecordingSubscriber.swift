import GRIP
import NIOCore
import ProxyFanout
import ProxySessions

/// Writes down which items reached it, and reacts where a test wants it to.
final class RecordingSubscriber: Subscriber {
    var memberships: [Membership] = []
    var lingers = false
    var receiverKind = ReceiverKind(.stream)
    /// The ids of the items, in the order they came.
    private(set) var received: [String] = []
    /// The channel each came on, as the registry names it.
    private(set) var channelNames: [String] = []
    /// The time of the turn in which each came.
    private(set) var times: [NIODeadline] = []
    /// How many items had come each time a turn ended.
    private(set) var turns: [Int] = []
    private(set) var updateCount = 0
    /// The bytes of each run it took, as a chunked stream and as a raw one.
    private(set) var runs: [String] = []
    private(set) var runLengths: [Int] = []
    private var isMarked = false
    /// Whether it takes several items at once.
    var takesRuns = false
    /// Whether it says to have taken what it received.
    var takesItems = true
    var onReceive: () -> Void = {}
    var onTurnEnded: () -> Void = {}

    func receive(_ run: ItemRun, turn: FanoutTurn) -> Bool {
        guard self.takesRuns else { return false }
        self.runs.append([true, false].map { String(buffer: run.streamBytes(isChunked: $0)) }.joined(separator: "|"))
        self.runLengths.append(run.count)
        if !self.isMarked {
            self.isMarked = true
            turn.mark(self)
        }
        return true
    }

    func receive(_ item: PublishedItem, on membership: Int, turn: FanoutTurn) -> Bool {
        self.received.append(item.item.id ?? "")
        self.channelNames.append(self.memberships[membership].channelName.text)
        self.times.append(turn.now)
        if !self.isMarked {
            self.isMarked = true
            turn.mark(self)
        }
        self.onReceive()
        return self.takesItems
    }

    func update() {
        self.updateCount += 1
    }

    func turnEnded() {
        self.isMarked = false
        self.turns.append(self.received.count)
        self.onTurnEnded()
    }

    func forgetReceived() {
        self.received.removeAll()
        self.channelNames.removeAll()
    }
}
