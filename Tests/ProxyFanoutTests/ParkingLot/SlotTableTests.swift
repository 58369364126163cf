import Testing

@testable import ProxyFanout

struct SlotTableTests {
    private func insert<Element>(_ element: Element, into table: inout SlotTable<Element>) throws -> SlotPlace {
        let place = table.insert(element)
        return try #require(place)
    }

    @Test func elementIsFoundAtItsPlaceUntilItIsRemoved() throws {
        var table = SlotTable<String>(limit: 8)
        let first = try self.insert("a", into: &table)
        let second = try self.insert("b", into: &table)
        #expect(table[first] == "a")
        #expect(table[second] == "b")
        let removed = table.remove(first)
        #expect(removed == "a")
        #expect(table[first] == nil)
        #expect(table[second] == "b")
        #expect(table.count == 1)
    }

    @Test func slotThatIsUsedAgainHasAnotherPlace() throws {
        var table = SlotTable<String>(limit: 8)
        let old = try self.insert("a", into: &table)
        table.remove(old)
        let new = try self.insert("b", into: &table)
        #expect(new.slot == old.slot)
        #expect(new != old)
        #expect(table[old] == nil)
        let removed = table.remove(old)
        #expect(removed == nil)
        #expect(table[new] == "b")
    }

    @Test func fullTableTakesNothingUntilSomethingLeaves() throws {
        var table = SlotTable<Int>(limit: 2)
        let first = try self.insert(1, into: &table)
        let taken = [table.insert(2), table.insert(3)]
        table.remove(first)
        let takenLater = [table.insert(4), table.insert(5)]
        #expect(taken.map { $0 != nil } == [true, false])
        #expect(takenLater.map { $0 != nil } == [true, false])
        #expect(table.count == 2)
    }

    @Test(arguments: [SlotPlace(slot: 0, generation: 0), SlotPlace(slot: .max, generation: .max)])
    func placeThatNeverWasIsEmpty(place: SlotPlace) {
        var table = SlotTable<Int>(limit: 2)
        #expect(table[place] == nil)
        let removed = table.remove(place)
        #expect(removed == nil)
    }

    /// Against a dictionary, which has no slots to confuse.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func tableAgreesWithItsModel(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var table = SlotTable<Int>(limit: 40)
        var model: [SlotPlace: Int] = [:]
        var past: [SlotPlace] = []
        for number in 0..<2_000 {
            if Bool.random(using: &random), let place = table.insert(number) {
                #expect(model[place] == nil)
                model[place] = number
            } else if let place = model.keys.randomElement(using: &random) {
                let removed = table.remove(place)
                let expected = model.removeValue(forKey: place)
                #expect(removed == expected)
                past.append(place)
            }
            #expect(table.count == model.count)
        }
        for (place, number) in model {
            #expect(table[place] == number)
        }
        for place in past {
            #expect(table[place] == nil)
        }
    }
}
