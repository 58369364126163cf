import NIOCore

/// Counts topics, and keeps the publishers informed.
final class SubPattern: SocketPattern {
    let socketType = SocketType.sub
    private let onMessage: @Sendable ([ByteBuffer]) -> Void
    /// How often each topic is subscribed to; the texts are shared with whoever subscribed.
    private var counts: [String: Int] = [:]
    private var publishers: [ObjectIdentifier: Publisher] = [:]

    /// A peer, and how much may wait for it.
    private struct Publisher {
        let peer: PeerConnection
        let allowedBytes: Int
    }

    init(_ onMessage: @escaping @Sendable ([ByteBuffer]) -> Void) {
        self.onMessage = onMessage
    }

    func subscribe(_ topic: String) {
        let count = self.counts[topic, default: 0]
        self.counts[topic] = count + 1
        if count == 0 {
            self.tell(topic, isCancelled: false)
        }
    }

    func unsubscribe(_ topic: String) {
        guard let count = self.counts[topic] else { return }
        if count > 1 {
            self.counts[topic] = count - 1
        } else {
            self.counts[topic] = nil
            self.tell(topic, isCancelled: true)
        }
    }

    private func tell(_ topic: String, isCancelled: Bool) {
        for publisher in Array(self.publishers.values) {
            let peer = publisher.peer
            guard peer.isOpen, let version = peer.info?.version else { continue }
            peer.sendAlways(WireEncoder.subscription(topic, isCancelled: isCancelled, version: version))
            if peer.outgoing.byteCount > publisher.allowedBytes {
                // When it connects anew, it learns all topics again.
                peer.fail(.notReading(limit: publisher.allowedBytes))
            }
        }
    }

    func opened(_ peer: PeerConnection) {
        if let version = peer.info?.version {
            for topic in self.counts.keys {
                peer.sendAlways(WireEncoder.subscription(topic, isCancelled: false, version: version))
            }
        }
        // What there is to tell at first is told, however much it is: it would be no less the next time.
        let allowedBytes = peer.core.options.limits.queuedBytes + peer.outgoing.byteCount
        self.publishers[ObjectIdentifier(peer)] = Publisher(peer: peer, allowedBytes: allowedBytes)
    }

    func received(_ message: [ByteBuffer], from peer: PeerConnection) {
        self.onMessage(message)
    }

    func closed(_ peer: PeerConnection) {
        self.publishers[ObjectIdentifier(peer)] = nil
    }
}
