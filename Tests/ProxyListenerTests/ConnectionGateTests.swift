import ProxyListener
import Testing

struct ConnectionGateTests {
    @Test func gateLetsInUpToItsLimit() {
        let gate = ConnectionGate(limit: 2)
        #expect(gate.enter())
        #expect(gate.enter())
        #expect(!gate.enter())
        #expect(gate.connectionCount == 2)
        gate.leave()
        #expect(gate.enter())
        #expect(!gate.enter())
        #expect(gate.connectionCount == 2)
    }

    @Test func closedGateLetsNobodyIn() {
        let gate = ConnectionGate(limit: 0)
        #expect(!gate.enter())
        #expect(gate.connectionCount == 0)
    }

    @Test func gateKeepsItsCountBetweenThreads() async {
        let gate = ConnectionGate(limit: 3)
        let entered = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<1000).reduce(0) { count, _ in
                        guard gate.enter() else { return count }
                        gate.leave()
                        return count + 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(entered > 0)
        #expect(gate.connectionCount == 0)
    }
}
