import ProxyFanout
import Testing

@testable import ProxyAdmin

struct CounterFamilyTests {
    @Test(arguments: Counter.allCases)
    func everyCounterIsInAMetric(counter: Counter) {
        #expect(CounterFamily.all.contains { $0.members.contains { $0.counter == counter } })
    }

    @Test func namesAreUniqueAndValid() {
        let names = CounterFamily.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "_") })
        }
    }

    @Test(arguments: [
        ("requests", ["requests"]), ("originConnectionsReused", ["origin", "connections", "reused"]),
        ("sockJSSessionsExpired", ["sockjs", "sessions", "expired"]),
    ])
    func wordsOfACounterMakeItsName(name: String, words: [String]) {
        #expect(CounterFamily.words(of: name) == words)
    }

    @Test func countersOfOneMetricAreToldApart() {
        let family = CounterFamily("x", "Help.", by: "result", [("a", .clientRequests), ("b", .deliveries)])
        let metric = family.metric { $0 == .deliveries ? 7 : 1 }
        #expect(metric == MetricFamily("holdfast_x_total", .counter, "Help.", by: "result", [("a", 1), ("b", 7)]))
    }
}
