import GRIP
import NIOCore
import ProxyFanout
import ProxyListener
import ProxySessions

/// Takes the items of a hold and keeps them.
final class RecordingGate: HoldGate {
    private(set) var items: [PublishedItem] = []
    private(set) var channelNames: [String] = []
    private(set) var updateCount = 0

    func receive(_ item: PublishedItem, on channelName: ChannelName, turn: FanoutTurn) -> Bool {
        self.items.append(item)
        self.channelNames.append(channelName.text)
        return false
    }

    func deadlineReached(now: NIODeadline) -> NIODeadline? { nil }

    func update() {
        self.updateCount += 1
    }
}
