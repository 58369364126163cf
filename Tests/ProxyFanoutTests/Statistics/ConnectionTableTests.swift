import ProxySessions
import Testing

@testable import ProxyFanout

struct ConnectionTableTests {
    private static func record(_ address: String) -> ConnectionRecord {
        var record = ConnectionRecord()
        record.peerAddress = address
        return record
    }

    @Test func aFreePlaceIsGivenToTheNextConnection() throws {
        var table = ConnectionTable()
        let places = (0..<3000).compactMap { table.insert(Self.record("\($0)")).slot }
        #expect(places == Array(0..<3000))
        #expect(table.remove(1500)?.peerAddress == "1500")
        #expect(table[1500] == nil)
        #expect(table.remove(1500) == nil)
        #expect(table.remove(7)?.peerAddress == "7")
        #expect(table.insert(Self.record("a")).slot == 7)
        #expect(table.insert(Self.record("b")).slot == 1500)
        #expect(table.insert(Self.record("c")).slot == 3000)
        #expect(table[1500]?.peerAddress == "b")
        #expect(table.slotCount == 3001)
    }

    @Test func connectionsThatHadTheSamePlaceAreToldApart() throws {
        var table = ConnectionTable()
        let place = try #require(table.insert(Self.record("a")).slot)
        let first = table.generation(of: place)
        _ = table.remove(place)
        #expect(table.insert(Self.record("b")).slot == place)
        #expect(table.generation(of: place) != first)
    }

    @Test func aConnectionIsChangedWhereItIs() {
        var table = ConnectionTable()
        _ = table.insert(Self.record("a"))
        table.update(0) { $0.isTold = true }
        table.update(1) { $0.isTold = true }
        #expect(table[0]?.isTold == true)
        #expect(table[1] == nil)
    }

    @Test func aRecordIsSmall() {
        #expect(MemoryLayout<ConnectionRecord>.size <= 64)
        #expect(MemoryLayout<ConnectionToken>.size == 4)
    }

    @Test(arguments: ["holdfast:0-0-0", "holdfast:3-1f-2", "holdfast:63-fffff-ffffffff"])
    func aNameSaysItsPlace(name: String) throws {
        let place = try #require(ConnectionName.place(of: name))
        #expect(ConnectionName.text(loop: place.loop, slot: place.slot, generation: place.generation) == name)
    }

    @Test(arguments: [
        "", "holdfast:", "holdfast:1-2", "holdfast:1-2-3-4", "holdfast:01-2-3", "holdfast:1-+2-3",
        "holdfast:1-2-100000000",
        "holdfast:1-G-3", "condure:1-2-3", "holdfast:-1-2-3", "HOLDFAST:1-2-3",
    ])
    func otherTextsAreNoNames(name: String) {
        #expect(ConnectionName.place(of: name) == nil)
    }
}
