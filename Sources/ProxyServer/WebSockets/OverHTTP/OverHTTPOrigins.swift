import ProxySessions

/// The WebSockets over HTTP of one event loop, by their connection ids.
///
/// Belongs to its loop.
final class OverHTTPOrigins {
    private var origins: [String: OverHTTPOrigin] = [:]
    private var pacer = FarewellPacer<OverHTTPOrigin>()

    /// The connection with this id.
    subscript(connectionID: String) -> OverHTTPOrigin? { self.origins[connectionID] }

    /// How many there are, those included whose clients have gone.
    var count: Int { self.origins.count }

    /// How many have an end to tell their origin of.
    var leavingCount: Int { self.origins.values.count { $0.machine.isLeaving } }

    /// Keeps a connection until it is removed.
    func add(_ origin: OverHTTPOrigin) {
        self.origins[origin.connectionID] = origin
    }

    /// Forgets a connection.
    func remove(_ origin: OverHTTPOrigin) {
        self.origins[origin.connectionID] = nil
    }

    /// A connection has a request to send for a client that has gone.
    ///
    /// After `.wait`, `sendFarewell` tells when it is its turn.
    func farewellWanted(_ origin: OverHTTPOrigin) -> FarewellPacer<OverHTTPOrigin>.OnRequest {
        self.pacer.requested(by: origin)
    }

    /// Such a request is over.
    func farewellEnded() {
        self.pacer.ended()?.sendFarewell()
    }
}
