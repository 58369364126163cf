import GRIP
import ProxyFanout
import ProxyRouting
import ProxySessions

/// Fetches the links of one loop: the same link is one request, and an origin is not asked too much at a time.
///
/// Belongs to its loop.
final class LinkFetcher {
    /// Requests for links at a time and origin; further ones wait.
    static let maximumPerOrigin = 64

    private struct Waiting {
        let request: LinkCall
        let receiver: any LinkReceiver
    }

    private var running: [String: LinkExchange] = [:]
    private var counts: [String: Int] = [:]
    private var waiting: [String: [Waiting]] = [:]

    /// Asks for a link, together with everybody who asks for the same.
    func fetch(_ request: LinkCall, receiver: any LinkReceiver, services: LoopServices) {
        let key = request.sharingKey
        if request.method == "GET", let fetch = self.running[key], fetch.join(receiver) {
            return
        }
        let origin = request.originKey
        guard self.counts[origin, default: 0] < Self.maximumPerOrigin else {
            self.waiting[origin, default: []].append(Waiting(request: request, receiver: receiver))
            return
        }
        self.counts[origin, default: 0] += 1
        let fetch = LinkExchange(request, receiver: receiver, services: services) { [weak self] fetch in
            self?.finished(fetch, key: key, origin: origin, services: services)
        }
        if request.method == "GET" {
            self.running[key] = fetch
        }
        fetch.start()
    }

    /// Somebody does not want the answer any more.
    func cancel(_ request: LinkCall, receiver: any LinkReceiver) {
        self.waiting[request.originKey]?.removeAll { $0.receiver === receiver }
        self.running[request.sharingKey]?.leave(receiver)
    }

    /// A receiver of this request takes bytes again.
    func receiverTakesBytes(of request: LinkCall) {
        self.running[request.sharingKey]?.receiverTakesBytes()
    }

    private func finished(_ fetch: LinkExchange, key: String, origin: String, services: LoopServices) {
        if self.running[key] === fetch {
            self.running[key] = nil
        }
        let count = self.counts[origin, default: 1] - 1
        self.counts[origin] = count == 0 ? nil : count
        guard var queue = self.waiting[origin], !queue.isEmpty else { return }
        let next = queue.removeFirst()
        self.waiting[origin] = queue.isEmpty ? nil : queue
        self.fetch(next.request, receiver: next.receiver, services: services)
    }
}

extension LinkCall {
    /// What the cap on requests counts by.
    fileprivate var originKey: String {
        self.usesRoute ? self.route.id : self.link.authority
    }
}
