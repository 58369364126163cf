/// Why a socket cannot listen.
package struct ZMTPBindError: Error, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// Another process listens there.
        case inUse
        /// Something that is no socket is in the way.
        case notASocket
        /// The socket was closed meanwhile.
        case closed
        /// The system says this.
        case system(String)
    }

    package var endpoint: ZMTPEndpoint
    package var reason: Reason

    /// One line for an operator: what is wrong, where, and what to do.
    package var description: String {
        let problem =
            switch self.reason {
            case .inUse: "another process listens there: stop it, or choose another address"
            case .notASocket: "there is a file in the way that is no socket: remove it, or choose another path"
            case .closed: "the socket is closed"
            case .system(let text): text
            }
        return "cannot listen on ZeroMQ address \(self.endpoint): \(problem)"
    }
}
