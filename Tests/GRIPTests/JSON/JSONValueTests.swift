import GRIP
import Testing

@Suite struct JSONValueTests {
    private static let oneOfEach: [JSONValue] = [nil, false, 0, "", [], [:]]

    @Test(arguments: zip(oneOfEach.indices, oneOfEach))
    func valuesOfDifferentTypesAreNotEqual(index: Int, value: JSONValue) {
        #expect(Self.oneOfEach.indices.filter { Self.oneOfEach[$0] == value } == [index])
    }

    @Test(
        arguments: [(true, false), (1, 2), ("a", "b"), ([1], [2]), ([1], [1, 1]), ("\u{E9}", "e\u{301}")]
            as [(JSONValue, JSONValue)]
    )
    func valuesOfOneTypeAreCompared(a: JSONValue, b: JSONValue) {
        #expect(a == a)
        #expect(a != b)
    }

    @Test func valuesAreReadByType() {
        #expect(Self.oneOfEach.map { $0.bool != nil } == [false, true, false, false, false, false])
        #expect(Self.oneOfEach.map { $0.number != nil } == [false, false, true, false, false, false])
        #expect(Self.oneOfEach.map { $0.string != nil } == [false, false, false, true, false, false])
        #expect(Self.oneOfEach.map { $0.array != nil } == [false, false, false, false, true, false])
        #expect(Self.oneOfEach.map { $0.object != nil } == [false, false, false, false, false, true])
    }
}
