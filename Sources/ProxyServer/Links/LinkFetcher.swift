import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions

/// Fetches the next links of one loop: equal requests are one, and an origin is not asked too much at a time.
///
/// `FetchSharing` decides. Belongs to its loop.
final class LinkFetcher {
    private typealias FetchID = FetchSharing<ObjectIdentifier>.FetchID

    private var sharing = FetchSharing<ObjectIdentifier>()
    private var exchanges: [FetchID: LinkExchange] = [:]
    private var fetches: [ObjectIdentifier: FetchID] = [:]

    /// Asks for a link, together with everybody who asks for the same.
    func fetch(_ call: LinkCall, receiver: any LinkReceiver, services: LoopServices) {
        let member = ObjectIdentifier(receiver)
        let request = LinkRequest(link: NextLink(uri: call.link, timeout: .zero), lastIDs: call.lastIDs)
        switch self.sharing.requested(FetchKey(request, routeID: call.route.id, isDirect: !call.usesRoute), by: member)
        {
        case .join(let id):
            self.fetches[member] = id
            self.exchanges[id]?.join(receiver)
        case .start(let id):
            self.make(id, call, receiver, services).start()
        case .wait(let id):
            _ = self.make(id, call, receiver, services)
        }
    }

    private func make(
        _ id: FetchID,
        _ call: LinkCall,
        _ receiver: any LinkReceiver,
        _ services: LoopServices
    ) -> LinkExchange {
        let exchange = LinkExchange(call, receiver: receiver, services: services) { [weak self] progress in
            switch progress {
            case .answered: self?.sharing.answered(id)
            case .ended: self?.ended(id)
            }
        }
        self.exchanges[id] = exchange
        self.fetches[ObjectIdentifier(receiver)] = id
        return exchange
    }

    /// Somebody does not want the answer any more.
    func cancel(receiver: any LinkReceiver) {
        let member = ObjectIdentifier(receiver)
        guard let id = self.fetches.removeValue(forKey: member), let exchange = self.exchanges[id] else { return }
        exchange.leave(receiver)
        if case .cancel(let next) = self.sharing.left(id, by: member) {
            self.exchanges[id] = nil
            exchange.cancel()
            self.start(next)
        }
    }

    /// A receiver takes bytes again.
    func receiverTakesBytes(_ receiver: any LinkReceiver) {
        guard let id = self.fetches[ObjectIdentifier(receiver)] else { return }
        self.exchanges[id]?.receiverTakesBytes()
    }

    private func ended(_ id: FetchID) {
        for member in self.sharing.members(of: id) where self.fetches[member] == id {
            self.fetches[member] = nil
        }
        self.exchanges[id] = nil
        self.start(self.sharing.ended(id))
    }

    private func start(_ id: FetchID?) {
        if let id {
            self.exchanges[id]?.start()
        }
    }
}
