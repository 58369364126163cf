import Testing

@testable import ProxySessions

struct RecencyMapTests {
    @Test func settingAgainMakesAnEntryTheNewest() {
        var map = RecencyMap<String, Int>()
        for (key, value) in [("a", 1), ("b", 2), ("c", 3), ("a", 4)] {
            map.set(value, for: key)
        }
        #expect(map.keys == ["b", "c", "a"])
        #expect(map["a"] == 4)
        #expect(map.oldest?.key == "b")
    }

    @Test func insertingAgainKeepsThePlace() {
        var map = RecencyMap<String, Void>()
        let added = ["a", "b", "a"].map { map.insert($0) }
        #expect(added == [true, true, false])
        #expect(map.keys == ["a", "b"])
    }

    @Test(arguments: ["a", "b", "c"])
    func removingAnyEntryKeepsTheOrderOfTheOthers(key: String) {
        var map = RecencyMap<String, Int>()
        for (position, name) in ["a", "b", "c"].enumerated() {
            map.set(position, for: name)
        }
        #expect(map.removeValue(for: key) != nil)
        #expect(map.removeValue(for: key) == nil)
        #expect(map.keys == ["a", "b", "c"].filter { $0 != key })
        map.set(9, for: key)
        #expect(map.keys.last == key)
        #expect(map.count == 3)
    }

    @Test func anEmptyMapHasNoOldest() {
        var map = RecencyMap<String, Int>()
        #expect(map.removeOldest() == nil)
        map.set(1, for: "a")
        #expect(map.removeOldest()?.key == "a")
        #expect(map.oldest == nil)
        #expect(map.isEmpty)
    }

    /// Against a plain array of pairs.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func randomChangesAgreeWithAnArray(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var map = RecencyMap<Int, Int>()
        var model: [(key: Int, value: Int)] = []
        for _ in 0..<300 {
            let key = Int.random(in: 0..<12, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                let value = Int.random(in: 0..<100, using: &random)
                map.set(value, for: key)
                model.removeAll { $0.key == key }
                model.append((key, value))
            case 2:
                #expect(map.removeValue(for: key) == model.first { $0.key == key }?.value)
                model.removeAll { $0.key == key }
            default:
                #expect(map.removeOldest()?.key == model.first?.key)
                model = Array(model.dropFirst())
            }
            #expect(map.keys == model.map(\.key))
            #expect(map[key] == model.first { $0.key == key }?.value)
        }
    }
}
