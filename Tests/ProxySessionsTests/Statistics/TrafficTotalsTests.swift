import ProxySessions
import Testing

struct TrafficTotalsTests {
    private static func totals(_ counter: TrafficCounter, _ value: Int) -> TrafficTotals {
        var totals = TrafficTotals()
        totals[counter] = value
        return totals
    }

    @Test(arguments: TrafficCounter.allCases)
    func everyCounterIsAddedAndSubtractedByItself(counter: TrafficCounter) {
        var sum = Self.totals(counter, 5)
        sum += Self.totals(counter, 2)
        let rest = sum - Self.totals(counter, 3)
        for other in TrafficCounter.allCases {
            #expect(rest[other] == (other == counter ? 4 : 0))
        }
    }

    @Test(arguments: [
        (TrafficTotals(), 0, false), (TrafficTotals(), 1, true), (totals(.received, 1), 0, true),
        (totals(.serverMessagesSent, 1), 0, true), (totals(.activity, 1), 0, false), (totals(.requests, 1), 0, false),
    ])
    func reportIsWorthSendingWithTrafficOrConnections(totals: TrafficTotals, connections: Int, isWorth: Bool) {
        let report = TrafficReport(
            routeID: nil,
            totals: totals,
            mostConnections: connections,
            milliseconds: 10
        )
        #expect(report.isWorthSending == isWorth)
    }
}
