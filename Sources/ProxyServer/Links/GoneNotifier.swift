import Logging
import NIOCore
import ProxyFanout
import ProxySessions

/// Posts to the gone links of one loop (reference: GRIP 2.7).
///
/// Many clients may leave at once: a few posts are made at a time, and the rest waits, up to a limit. Belongs to its loop.
final class GoneNotifier {
    /// Posts at a time.
    static let maximumPosts = 64
    /// Posts that wait; further ones are dropped and counted.
    static let maximumWaiting = 10_000

    private var posts: [ObjectIdentifier: LinkExchange] = [:]
    private var waiting: [LinkCall] = []
    private var next = 0

    /// Posts that are not answered yet.
    var count: Int { self.posts.count + self.waiting.count - self.next }

    /// Posts to a gone link; nobody waits for the answer.
    func post(_ call: LinkCall, services: LoopServices) {
        guard self.posts.count < Self.maximumPosts else {
            guard self.waiting.count - self.next < Self.maximumWaiting else {
                services.context.counters.add(.goneLinksDropped)
                return
            }
            self.waiting.append(call)
            return
        }
        let receiver = GoneReceiver(call, logger: services.logger)
        let exchange = LinkExchange(call, receiver: receiver, services: services) { [weak self] progress in
            guard case .ended = progress else { return }
            self?.posts[ObjectIdentifier(receiver)] = nil
            self?.postNext(services)
        }
        self.posts[ObjectIdentifier(receiver)] = exchange
        exchange.start()
    }

    private func postNext(_ services: LoopServices) {
        guard self.next < self.waiting.count else { return }
        let call = self.waiting[self.next]
        self.next += 1
        if self.next == self.waiting.count {
            self.waiting = []
            self.next = 0
        }
        self.post(call, services: services)
    }
}
