import Testing

@testable import GRIP

@Suite struct JSONNumberTests {
    @Test(
        arguments: [
            ("0", 0, 0, 0), ("-0", 0, 0, 0), ("7", 7, 7, 7), ("200.7", nil, 201, 200), ("0.5", nil, 1, 0),
            ("-0.5", nil, -1, -1),
            ("0.4", nil, 0, 0), ("-0.4", nil, 0, -1), ("2e2", nil, 200, 200), ("1e999", nil, .max, .max),
            ("-1e999", nil, .min, .min),
            ("9223372036854775807", .max, .max, .max), ("9223372036854775808", nil, .max, .max),
            ("-9223372036854775808", .min, .min, .min),
        ] as [(String, Int?, Int, Int)]
    )
    func numberIsConverted(text: String, int: Int?, rounded: Int, floored: Int) {
        let number = JSONNumber(validated: text)
        #expect(number.int == int)
        #expect(number.rounded == rounded)
        #expect(number.floored == floored)
    }

    @Test(arguments: [("1", "1.0"), ("1", "1e0"), ("-0", "0"), ("0.1", "1e-1"), ("100", "1E2")])
    func spellingsOfOneValueAreEqual(a: String, b: String) {
        #expect(JSONNumber(validated: a) == JSONNumber(validated: b))
    }

    @Test(arguments: [("1", "2"), ("1", "1.5"), ("9007199254740993", "9007199254740992"), ("1", "-1")])
    func differentValuesAreNotEqual(a: String, b: String) {
        #expect(JSONNumber(validated: a) != JSONNumber(validated: b))
    }

    @Test func onlyFiniteDoublesBecomeNumbers() {
        #expect(JSONNumber(0.25)?.text == "0.25")
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(Double.nan) == nil)
    }

    /// What is written must be readable: descriptions of doubles use exponents.
    @Test(arguments: [1e300, -2.5e-10, 1e16, 5e-300, 0, -0.0, 123.456])
    func doublesAreWrittenAsJSON(value: Double) throws {
        let number = try #require(JSONNumber(value))
        #expect(try JSONValue(parsing: number.text.utf8).number?.double == value)
    }
}
