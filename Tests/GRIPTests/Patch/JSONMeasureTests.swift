import NIOCore
import Testing

@testable import GRIP

@Suite struct JSONMeasureTests {
    @Test(
        arguments: [
            ("null", 0), ("true", 0), ("false", 0), ("-1.50e+3", 0), (#""""#, 0),
            (#""\"\\/\b\f\n\r\t\u0000\u001f""#, 0),
            ("\"\u{7F}äé日本😀\"", 0), ("[]", 1), ("{}", 1), ("[1,[2,null],{}]", 2),
            (#"{"b":1,"a":[true,{"c\n":"d"}]}"#, 3),
        ]
    )
    func lengthIsThatOfTheCompactText(text: String, depth: Int) throws {
        let measure = JSONMeasure(try JSONValue(parsing: text.utf8))
        #expect(measure.byteCount == text.utf8.count)
        #expect(measure.depth == depth)
    }
}
