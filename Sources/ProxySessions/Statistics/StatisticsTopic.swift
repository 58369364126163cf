/// The kinds of packets on the statistics socket; a subscriber asks for those that begin with `prefix`.
///
/// Reference: ops 3.
package enum StatisticsTopic: String, CaseIterable, Sendable {
    /// How much is going on.
    case activity
    /// Requests received.
    case counts
    /// Items that reached somebody.
    case message
    /// Connections.
    case connection = "conn"
    /// Subscriptions.
    case subscription = "sub"
    /// What each route did in an interval.
    case report

    /// What every packet of the kind begins with.
    package var prefix: String { self.rawValue + " " }
}
