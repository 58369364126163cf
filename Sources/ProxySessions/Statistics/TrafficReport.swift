/// What a route did in an interval: the values of a `report` packet.
package struct TrafficReport: Sendable, Equatable {
    /// The id of the route; `nil` for everything of routes without one of their own.
    package var routeID: String?
    /// The length of the interval.
    package var milliseconds: Int
    /// The most connections there were at a time.
    package var mostConnections: Int
    private var totals: TrafficTotals

    /// The report of an interval.
    ///
    /// - Parameters:
    ///   - routeID: the id of the route, if that was given one.
    ///   - totals: what was counted in the interval.
    ///   - mostConnections: the most connections there were at a time.
    ///   - milliseconds: the length of the interval.
    package init(routeID: String?, totals: TrafficTotals, mostConnections: Int, milliseconds: Int) {
        self.routeID = routeID
        self.totals = totals
        self.mostConnections = mostConnections
        self.milliseconds = milliseconds
    }

    /// The value of a counter.
    package subscript(counter: TrafficCounter) -> Int { self.totals[counter] }

    /// Whether there is anything to tell.
    package var isWorthSending: Bool { self.mostConnections > 0 || self.totals.isAnythingReported }
}
