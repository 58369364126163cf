package import NIOCore
import ProxyFanout
package import ProxySessions
import Synchronization

/// Keeps the topics that publishers are asked for the same as the channels that are subscribed to.
///
/// Changes come from every loop, in order, and are carried out in that order on the loop of the socket, many at a time.
package final class TopicForwarder: ChannelWatcher {
    private enum Change {
        case begin(ChannelName)
        case end(ChannelName)
    }

    private let socket: any TopicSocket
    private let eventLoop: any EventLoop
    private let waiting = Mutex<[Change]>([])

    /// A forwarder that knows of no channel yet.
    package init(to socket: any TopicSocket, on eventLoop: any EventLoop) {
        self.socket = socket
        self.eventLoop = eventLoop
    }

    package func subscriptionBegan(on channelName: ChannelName) {
        self.add(.begin(channelName))
    }

    package func subscriptionEnded(on channelName: ChannelName) {
        self.add(.end(channelName))
    }

    private func add(_ change: Change) {
        let isFirst = self.waiting.withLock { waiting in
            waiting.append(change)
            return waiting.count == 1
        }
        if isFirst {
            // Never at once, not even on the loop itself: what other loops have added before comes first.
            self.eventLoop.execute { self.carryOut() }
        }
    }

    private func carryOut() {
        var changes: [Change] = []
        self.waiting.withLock { swap(&$0, &changes) }
        for change in changes {
            switch change {
            case .begin(let channelName): self.socket.subscribe(channelName.text)
            case .end(let channelName): self.socket.unsubscribe(channelName.text)
            }
        }
    }
}
