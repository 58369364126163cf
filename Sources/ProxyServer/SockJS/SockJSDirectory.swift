import Synchronization

/// Where the SockJS sessions of the whole process are, since the requests of one arrive on any event loop.
final class SockJSDirectory: Sendable {
    /// What a session is called.
    struct Key: Hashable, Sendable {
        /// The route: two services may be given the same id by chance.
        let routeID: String
        /// The id that the client chose.
        let session: [UInt8]
    }

    private struct Entry {
        let reference: LoopReference<SockJSSession>
        let id: ObjectIdentifier
    }

    private let limit: Int
    private let entries = Mutex<[Key: Entry]>([:])

    /// A directory for so many sessions at a time.
    init(limit: Int) {
        self.limit = limit
    }

    /// How many sessions there are.
    var count: Int { self.entries.withLock { $0.count } }

    /// The session of this name.
    func session(_ key: Key) -> LoopReference<SockJSSession>? {
        self.entries.withLock { $0[key]?.reference }
    }

    /// The sessions that belong to the loop that asks.
    var sessionsOfThisLoop: [SockJSSession] {
        self.entries.withLock { $0.values.map(\.reference) }.compactMap(\.local)
    }

    enum OnInsert {
        /// The session is in the directory, which keeps it alive.
        case inserted
        /// Another request was faster.
        case present(LoopReference<SockJSSession>)
        /// There are as many sessions as there may be.
        case full
    }

    /// Adds a session unless there is one of this name.
    func insert(_ session: SockJSSession) -> OnInsert {
        let (reference, id) = (session.reference, ObjectIdentifier(session))
        let key = session.key
        return self.entries.withLock { entries in
            if let present = entries[key] { return .present(present.reference) }
            guard entries.count < self.limit else { return .full }
            entries[key] = Entry(reference: reference, id: id)
            return .inserted
        }
    }

    /// Forgets a session; another one of this name stays.
    func remove(_ session: SockJSSession) {
        let (key, id) = (session.key, ObjectIdentifier(session))
        // Let go of outside of the lock, since that may be the last reference.
        let removed = self.entries.withLock { entries in
            entries[key]?.id == id ? entries.removeValue(forKey: key) : nil
        }
        _ = removed
    }
}
