import Testing

@testable import ProxyUpstream

struct PoolStateMachineTests {
    private struct Connection: Identifiable {
        let id: Int
    }

    private typealias Machine = PoolStateMachine<String, Connection>

    private func makeMachine(perEndpoint: Int = 10, idlePerEndpoint: Int = 3, idle: Int = 5) -> Machine {
        Machine(sizes: .init(connectionsPerEndpoint: perEndpoint, idlePerEndpoint: idlePerEndpoint, idle: idle))
    }

    /// Asks for a connection: its id, 0 for a new one, `nil` for a refusal.
    private func ask(_ machine: inout Machine, _ endpoint: String = "a", allowsReuse: Bool = true) -> Int? {
        switch machine.requestArrived(for: endpoint, allowsReuse: allowsReuse) {
        case .reuse(let connection): connection.id
        case .connect: 0
        case .refuse: nil
        }
    }

    /// Opens connections with these ids and makes them idle.
    private func park(_ machine: inout Machine, _ ids: [Int], _ endpoint: String = "a") -> [Machine.OnRelease] {
        for _ in ids {
            _ = machine.requestArrived(for: endpoint, allowsReuse: false)
        }
        return ids.map { machine.connectionReleased(Connection(id: $0), endpoint: endpoint) }
    }

    @Test func connectionUsedLastIsUsedNext() {
        var machine = self.makeMachine()
        _ = self.park(&machine, [1, 2, 3])
        #expect(self.ask(&machine) == 3)
        #expect(self.ask(&machine) == 2)
        #expect(machine.connectionReleased(Connection(id: 3), endpoint: "a") == .keep)
        #expect(self.ask(&machine) == 3)
        #expect(self.ask(&machine) == 1)
        #expect(self.ask(&machine) == 0)
    }

    @Test func connectionServesOnlyItsEndpoint() {
        var machine = self.makeMachine()
        _ = self.park(&machine, [1], "a")
        #expect(self.ask(&machine, "b") == 0)
        #expect(self.ask(&machine, "a") == 1)
    }

    @Test func freshConnectionIsOpenedOnRequest() {
        var machine = self.makeMachine()
        _ = self.park(&machine, [1])
        #expect(self.ask(&machine, allowsReuse: false) == 0)
        #expect(self.ask(&machine) == 1)
    }

    @Test func idleConnectionsOfAnEndpointAreLimited() {
        var machine = self.makeMachine()
        #expect(self.park(&machine, [1, 2, 3, 4]) == [.keep, .keep, .keep, .close])
    }

    @Test func idleConnectionsAreLimitedTogether() {
        var machine = self.makeMachine()
        #expect(self.park(&machine, [1, 2, 3], "a") == [.keep, .keep, .keep])
        #expect(self.park(&machine, [4, 5, 6], "b") == [.keep, .keep, .close])
        machine.connectionClosed(1, endpoint: "a")
        #expect(machine.connectionReleased(Connection(id: 6), endpoint: "b") == .keep)
    }

    @Test func connectionsOfAnEndpointAreLimited() {
        var machine = self.makeMachine(perEndpoint: 2)
        #expect(self.ask(&machine) == 0)
        #expect(self.ask(&machine) == 0)
        #expect(self.ask(&machine) == nil)
        #expect(self.ask(&machine, "b") == 0)
        machine.connectionClosed(nil, endpoint: "a")
        #expect(self.ask(&machine) == 0)
        #expect(self.ask(&machine) == nil)
    }

    @Test func closedConnectionIsNotGivenOut() {
        var machine = self.makeMachine()
        _ = self.park(&machine, [1, 2, 3])
        machine.connectionClosed(2, endpoint: "a")
        #expect(self.ask(&machine) == 3)
        #expect(self.ask(&machine) == 1)
        #expect(self.ask(&machine) == 0)
    }

    @Test func reportOfAnUnknownConnectionIsDropped() {
        var machine = self.makeMachine(perEndpoint: 1)
        machine.connectionClosed(7, endpoint: "a")
        #expect(machine.connectionReleased(Connection(id: 7), endpoint: "a") == .close)
        #expect(self.ask(&machine) == 0)
    }

    /// The machine keeps at hand what was asked for last.
    @Test func endpointWhoseLastConnectionClosedBeginsAnew() {
        var machine = self.makeMachine(perEndpoint: 1)
        #expect(self.park(&machine, [1]) == [.keep])
        machine.connectionClosed(1, endpoint: "a")
        #expect(self.park(&machine, [2], "b") == [.keep])
        #expect(self.ask(&machine) == 0)
        #expect(self.ask(&machine) == nil)
        #expect(self.ask(&machine, "b") == 2)
    }

    @Test func closedPoolKeepsAndOpensNothing() {
        var machine = self.makeMachine()
        _ = self.park(&machine, [1, 2])
        _ = self.park(&machine, [3], "b")
        _ = self.ask(&machine, "b")
        #expect(machine.beginClose().map(\.id).sorted() == [1, 2])
        #expect(machine.connectionReleased(Connection(id: 3), endpoint: "b") == .close)
        #expect(self.ask(&machine) == nil)
    }
}
