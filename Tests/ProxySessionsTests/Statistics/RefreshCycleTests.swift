import ProxySessions
import Testing

struct RefreshCycleTests {
    @Test(arguments: [(120, 90), (60, 45), (8, 6), (2, 1), (1, 1), (0, 1)])
    func everythingIsRefreshedWithinThreeQuartersOfItsLife(lifetime: Int, seconds: Int) {
        #expect(RefreshCycle(lifetimeSeconds: lifetime).seconds == seconds)
    }

    @Test(arguments: [0, 1, 5, 6, 7, 100])
    func aCycleTakesEveryNumberOnceAndSpreadsThem(count: Int) {
        let cycle = RefreshCycle(lifetimeSeconds: 8)
        let turns = (30..<36).map { Array(cycle.turn(second: $0, count: count)) }
        #expect(turns.flatMap { $0 }.sorted() == Array(0..<count))
        #expect(turns.map(\.count).max() ?? 0 <= count / 6 + 1)
    }
}
