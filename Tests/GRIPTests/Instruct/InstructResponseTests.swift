import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 1.3, `response`: the only thing the client gets.
@Suite struct InstructResponseTests {
    private func response(
        _ fields: String,
        _ headers: (name: String, value: String)...
    ) throws -> InstructResponse? {
        try GripInstruct(
            json: ByteBuffer(string: #"{"response":{\#(fields)}}"#),
            headers: headers,
            status: 200
        ).response
    }

    /// The last paragraph of the section: text and booleans count as numbers, fractions are rounded.
    @Test(
        arguments: [
            ("418", 418), (#""201""#, 201), (#""abc""#, 0), (#""""#, 0), ("200.7", 201), ("true", 1), ("false", 0),
            ("0", 0), ("999", 999),
            ("999.4", 999), ("-0.4", 0), ("2e2", 200),
        ]
    )
    func codeIsReadLeniently(value: String, status: Int) throws {
        #expect(try self.response(#""code":\#(value)"#) == InstructResponse(status: status))
    }

    @Test(
        arguments: [
            (#""reason":"Fine""#, "404 Lost", 404, "Fine"), (#""code":201"#, "404 Lost", 201, nil),
            (#""code":404"#, "404 Lost", 404, nil),
            (#""reason":"""#, "404 Lost", 404, "Lost"), ("", "404", 404, nil), ("", "404 Lost", 404, "Lost"),
            (#""code":201,"reason":"Fine""#, "404 Lost", 201, "Fine"),
            (#""code":201,"reason":"""#, "404 Lost", 201, nil),
        ] as [(String, String, Int, String?)]
    )
    func statusOfTheHeadersFillsIn(fields: String, header: String, status: Int, reason: String?) throws {
        let response = try self.response(fields, ("Grip-Status", header))
        #expect(response == InstructResponse(status: status, reason: reason))
    }

    @Test(
        arguments: [
            ("{}", []), ("[]", []), (#"{"b":"1","A":"","a":"\u00e4"}"#, [("A", ""), ("a", "ä"), ("b", "1")]),
            (#"[["X-L","b"],["X-L","a"],["Grip-Hold","kept"]]"#, [("X-L", "b"), ("X-L", "a"), ("Grip-Hold", "kept")]),
            (#"{"a":"1","a":"2"}"#, [("a", "2")]), (#"{"X-Tab":"a\tb"}"#, [("X-Tab", "a\tb")]),
        ] as [(String, [(String, String)])]
    )
    func headersAreRead(value: String, headers: [(String, String)]) throws {
        let expected = InstructResponse(headers: headers.map { (name: $0.0, value: $0.1) })
        #expect(try self.response(#""headers":\#(value)"#) == expected)
    }

    @Test(
        arguments: [
            (#""body":"text""#, "text"), (#""body":"z\u00e4\ud83d\ude00""#, "zä😀"), (#""body-bin":"dGV4dA==""#, "text"),
            (#""body":1,"body-bin":"dGV4dA""#, "text"), (#""body":"x","body-bin":"""#, ""), (#""body":"""#, ""),
            ("", ""),
        ]
    )
    func bodyIsRead(fields: String, body: String) throws {
        #expect(try self.response(fields)?.body == ByteBuffer(string: body))
    }

    @Test func differentResponsesAreNotEqual() {
        let response = InstructResponse(status: 200, reason: "A", headers: [("a", "1")], body: ByteBuffer(string: "x"))
        var other = response
        other.headers = [("A", "1")]
        #expect(response != other)
        #expect(response != InstructResponse(status: 200, reason: "A", headers: [("a", "1")]))
    }
}
