/// Lets sessions that want the same link share one request to the origin, and caps the requests per origin.
///
/// Requests are the same when their URIs agree up to the query and they say the same with `Grip-Last`, which supersedes
/// what the query says (reference: GRIP 2.6, "The request"). Without `Grip-Last` the query counts, because then nothing
/// else tells two clients' pages apart. A request belongs to all its members, not to the one that came first: it goes on
/// while one of them wants it.
package struct FetchSharing<Member: Hashable> {
    /// Names one shared request.
    package struct FetchID: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    struct Fetch {
        let key: FetchKey
        var members = RecencyMap<Member, Void>()
        /// Waits for a place at its origin.
        var isQueued: Bool
    }

    struct Origin {
        var requestCount = 0
        var queue = RecencyMap<FetchID, Void>()
    }

    private let requestsPerOrigin: Int
    private var fetches: [FetchID: Fetch] = [:]
    /// The requests that take further members: their responses have not begun.
    private var open: [FetchKey: FetchID] = [:]
    private var origins: [FetchKey.Origin: Origin] = [:]
    private var lastNumber: UInt64 = 0

    /// A record without requests.
    ///
    /// - Parameter requestsPerOrigin: how many requests for links one origin gets at a time; more wait.
    package init(requestsPerOrigin: Int = 64) {
        self.requestsPerOrigin = max(requestsPerOrigin, 1)
    }

    /// How many requests there are, those that wait included.
    package var count: Int { self.fetches.count }

    package enum OnRequest: Equatable {
        /// Start this request; the session is its first member.
        case start(FetchID)
        /// Another session's request serves this one too.
        case join(FetchID)
        /// The origin has enough requests: this one waits until `ended` or `left` names it.
        case wait(FetchID)
    }

    /// A session wants a link.
    package mutating func requested(_ key: FetchKey, by member: Member) -> OnRequest {
        if let shared = self.open[key] {
            self.fetches[shared]?.members.insert(member)
            return .join(shared)
        }
        self.lastNumber += 1
        let id = FetchID(number: self.lastNumber)
        var fetch = Fetch(key: key, isQueued: false)
        fetch.members.insert(member)
        var origin = self.origins[key.origin] ?? Origin()
        if origin.requestCount < self.requestsPerOrigin {
            origin.requestCount += 1
        } else {
            fetch.isQueued = true
            origin.queue.insert(id)
        }
        let isQueued = fetch.isQueued
        self.origins[key.origin] = origin
        self.fetches[id] = fetch
        self.open[key] = id
        return isQueued ? .wait(id) : .start(id)
    }

    /// The sessions a request is for, in the order in which they came.
    package func members(of id: FetchID) -> [Member] {
        self.fetches[id]?.members.keys ?? []
    }

    /// The response of a request began: sessions that want the same from now on need another request.
    package mutating func answered(_ id: FetchID) {
        guard let fetch = self.fetches[id], self.open[fetch.key] == id else { return }
        self.open[fetch.key] = nil
    }

    /// A request ended, well or not.
    ///
    /// Returns the request that has its place now and must be started.
    package mutating func ended(_ id: FetchID) -> FetchID? {
        guard let fetch = self.fetches.removeValue(forKey: id) else { return nil }
        if self.open[fetch.key] == id {
            self.open[fetch.key] = nil
        }
        guard var origin = self.origins[fetch.key.origin] else { return nil }
        var next: FetchID?
        if fetch.isQueued {
            origin.queue.removeValue(for: id)
        } else if let (waiting, _) = origin.queue.removeOldest() {
            self.fetches[waiting]?.isQueued = false
            next = waiting
        } else {
            origin.requestCount -= 1
        }
        self.origins[fetch.key.origin] = origin.requestCount == 0 ? nil : origin
        return next
    }

    package enum OnLeave: Equatable {
        /// The last member left: cancel the request if it was started, and start the other one, if there is one.
        case cancel(next: FetchID?)
        /// Others still want it, or it had ended.
        case ignore
    }

    /// A session does not want its link any more.
    package mutating func left(_ id: FetchID, by member: Member) -> OnLeave {
        guard self.fetches[id]?.members.removeValue(for: member) != nil, self.fetches[id]?.members.isEmpty == true
        else { return .ignore }
        return .cancel(next: self.ended(id))
    }
}

extension FetchSharing.Fetch: Sendable where Member: Sendable {}
extension FetchSharing.Origin: Sendable where Member: Sendable {}
extension FetchSharing: Sendable where Member: Sendable {}
