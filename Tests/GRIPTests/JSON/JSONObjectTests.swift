import GRIP
import Testing

@Suite struct JSONObjectTests {
    @Test func membersKeepTheirOrder() {
        let object = JSONObject([.init(name: "b", value: 1), .init(name: "a", value: 2)])
        #expect(object.map(\.name) == ["b", "a"])
        #expect(object["a"] == 2)
        #expect(object["c"] == nil)
    }

    @Test func theLastOfARepeatedNameCounts() {
        let object = JSONObject([.init(name: "a", value: 1), .init(name: "b", value: 2), .init(name: "a", value: 3)])
        #expect(object.map(\.name) == ["b", "a"])
        #expect(object["a"] == 3)
    }

    @Test func membersAreSetAddedAndRemoved() {
        var object = JSONObject()
        object["a"] = 1
        object["b"] = 2
        object["a"] = .some(nil)
        #expect(object.count == 2)
        #expect(object["a"] == JSONValue.null)
        object["a"] = nil
        object["none"] = nil
        #expect(object.map(\.name) == ["b"])
    }

    /// Two spellings of one letter are two names: RFC 8259 section 8.3 compares code points.
    @Test func namesAreComparedByTheirBytes() {
        let object = JSONObject([.init(name: "\u{E9}", value: 1), .init(name: "e\u{301}", value: 2)])
        #expect(object.count == 2)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test func orderDoesNotMatterForEquality() {
        let value: JSONValue = ["a": 1, "b": ["c": 2, "d": 3]]
        #expect(value == ["b": ["d": 3, "c": 2], "a": 1])
        #expect(value != ["a": 1, "b": ["c": 2, "d": 4]])
        #expect(value != ["a": 1])
        #expect(value != ["a": 1, "c": ["c": 2, "d": 3]])
    }
}
