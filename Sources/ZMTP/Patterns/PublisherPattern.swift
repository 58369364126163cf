import NIOCore

/// Knows who subscribes to what, on the event loop of a publisher's socket.
final class PublisherPattern: SocketPattern {
    let socketType = SocketType.pub
    private let outbox: PublisherOutbox
    private var subscribers: [ObjectIdentifier: Subscriber] = [:]
    private var interests: [TopicInterest] = []

    /// What one peer wants, and what it has missed since it stopped reading.
    private struct Subscriber {
        let peer: PeerConnection
        var topics = TopicSet()
        var dropped = 0
    }

    init(_ outbox: PublisherOutbox) {
        self.outbox = outbox
    }

    func add(_ interest: TopicInterest) {
        self.interests.append(interest)
        self.update(interest)
    }

    /// Sends what waits in the outbox to everybody who subscribes to it.
    func sendAll() {
        let messages = self.outbox.takeAll()
        for (id, subscriber) in self.subscribers where !subscriber.topics.isEmpty {
            var dropped = 0
            for message in messages where subscriber.topics.matches(message.topic.readableBytesView) {
                if subscriber.peer.isOpen, !subscriber.peer.send(message.frames) {
                    dropped += 1
                }
            }
            if dropped > 0 {
                self.missed(dropped, id)
            }
        }
    }

    private func missed(_ count: Int, _ id: ObjectIdentifier) {
        guard let subscriber = self.subscribers[id] else { return }
        self.outbox.countDropped(count)
        self.subscribers[id]?.dropped += count
        if subscriber.dropped == 0, let info = subscriber.peer.info {
            let queue = subscriber.peer.outgoing
            subscriber.peer.core.options.report(
                .queueFull(info, messages: queue.messageCount, bytes: queue.byteCount)
            )
        }
    }

    func opened(_ peer: PeerConnection) {
        self.subscribers[ObjectIdentifier(peer)] = Subscriber(peer: peer)
    }

    func subscribed(_ peer: PeerConnection, to topic: ByteBuffer) {
        self.change(peer) { $0.insert(Array(buffer: topic)) }
        guard let topics = self.subscribers[ObjectIdentifier(peer)]?.topics else { return }
        let limits = peer.core.options.limits
        if topics.count > limits.subscriptions {
            peer.fail(.tooManySubscriptions(limit: limits.subscriptions))
        } else if topics.byteCount > limits.subscriptionBytes {
            peer.fail(.subscriptionsTooLarge(limit: limits.subscriptionBytes))
        }
    }

    func cancelled(_ peer: PeerConnection, topic: ByteBuffer) {
        self.change(peer) { $0.remove(Array(buffer: topic)) }
    }

    func drained(_ peer: PeerConnection) {
        let id = ObjectIdentifier(peer)
        guard let dropped = self.subscribers[id]?.dropped, dropped > 0, let info = peer.info else { return }
        self.subscribers[id]?.dropped = 0
        peer.core.options.report(.queueDrained(info, dropped: dropped))
    }

    func closed(_ peer: PeerConnection) {
        self.subscribers[ObjectIdentifier(peer)] = nil
        self.topicsChanged()
    }

    private func change(_ peer: PeerConnection, _ body: (inout TopicSet) -> Void) {
        guard var subscriber = self.subscribers.removeValue(forKey: ObjectIdentifier(peer)) else { return }
        body(&subscriber.topics)
        self.subscribers[ObjectIdentifier(peer)] = subscriber
        self.topicsChanged()
    }

    private func topicsChanged() {
        self.outbox.update(subscriberCount: self.subscribers.values.reduce(0) { $0 + ($1.topics.isEmpty ? 0 : 1) })
        self.interests.forEach(self.update)
    }

    private func update(_ interest: TopicInterest) {
        interest.update(
            isWanted: self.subscribers.values.contains { $0.topics.mayMatch(beginning: interest.beginning) }
        )
    }
}
