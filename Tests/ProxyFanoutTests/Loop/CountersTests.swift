import ProxyFanout
import Testing

struct CountersTests {
    @Test(arguments: Counter.allCases)
    func everyCounterCountsForItself(counter: Counter) {
        let counters = Counters()
        counters.add(counter)
        counters.add(counter, 41)
        for other in Counter.allCases {
            #expect(counters.value(other) == (other == counter ? 42 : 0))
        }
    }

    @Test func sumAddsTheLoopsAndLeavesOutZeros() {
        let loops = [Counters(), Counters(), Counters()]
        loops[0].add(.deliveries, 5)
        loops[2].add(.deliveries, 7)
        loops[1].add(.keepAlives)
        let sums = Counters.sum(loops)
        #expect(sums.map(\.counter) == [.deliveries, .keepAlives])
        #expect(sums.map(\.value) == [12, 1])
        #expect(Counters.sum([]).isEmpty)
    }

    @Test func additionsFromSeveralThreadsAreNotLost() async {
        let counters = Counters()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<1000 {
                        counters.add(.deliveries)
                    }
                }
            }
        }
        #expect(counters.value(.deliveries) == 4000)
    }
}
