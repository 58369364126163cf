import NIOCore
import ProxySessions
import Testing

/// Reference: websocket 4.2, 4.3.
struct SockJSPayloadTests {
    private static func messages(
        _ body: String,
        form: SockJSPayload.Form = .body,
        limitBytes: Int = 100
    ) throws(SockJSSendError) -> [String] {
        try SockJSPayload.messages(in: ByteBuffer(string: body), form: form, limitBytes: limitBytes)
            .map { String(buffer: $0) }
    }

    @Test(
        arguments: [
            ("[]", []), (#"["a"]"#, ["a"]), (#"["a","b",""]"#, ["a", "b", ""]), (" [ \"a\" ] \r\n", ["a"]),
            (#"["\u00e9\n\ud83d\ude00"]"#, ["é\n😀"]), (#"["\ud83d"]"#, ["\u{FFFD}"]), (#"["%61+"]"#, ["%61+"]),
        ] as [(String, [String])]
    )
    func listIsRead(_ body: String, _ messages: [String]) throws {
        #expect(try Self.messages(body) == messages)
    }

    @Test(arguments: [
        "", " ", "nojson", "{}", "[1]", "null", "\"a\"", "[\"a\"", "[\"a\",]", "[\"a\",null]", "[[\"a\"]]", "[\"a\"]x",
        "d=[\"a\"]", "[{}]", String(repeating: "[", count: 10_000),
    ])
    func otherBodyIsRefused(_ body: String) {
        #expect(throws: SockJSSendError.payloadExpected) { try Self.messages(body) }
    }

    @Test(
        arguments: [
            ("d=%5B%22x%22%5D", ["x"]), ("p=1&d=%5B%22a%20b%22%5D&d=x", ["a b"]), ("d=%5B%22a+b%2B%22%5D", ["a b+"]),
            (#"["%61bc"]"#, ["%61bc"]), (" [\"a\"]", ["a"]), ("d=[]", []), ("%64=[\"a\"]", ["a"]),
            ("d=[\"a=b\"]", ["a=b"]),
        ] as [(String, [String])]
    )
    func formIsRead(_ body: String, _ messages: [String]) throws {
        #expect(try Self.messages(body, form: .form) == messages)
    }

    @Test(arguments: ["", "d=", "d", "p=p", "d=%5B%22x", "x[\"a\"]", "D=[\"a\"]"])
    func otherFormIsRefused(_ body: String) {
        #expect(throws: SockJSSendError.payloadExpected) { try Self.messages(body, form: .form) }
    }

    @Test func queryIsRead() throws {
        let query = SockJSPayload.Form.query(Array("t=1&d=%5B%22x+y%22%5D".utf8))
        #expect(try Self.messages("[\"body\"]", form: query) == ["x y"])
        #expect(throws: SockJSSendError.payloadExpected) { try Self.messages("[\"b\"]", form: .query([])) }
    }

    @Test func messagesAreCountedTogether() throws {
        #expect(try Self.messages(#"["12345","67890"]"#, limitBytes: 10) == ["12345", "67890"])
        #expect(throws: SockJSSendError.messageTooLarge) { try Self.messages(#"["12345","678901"]"#, limitBytes: 10) }
    }

    @Test(
        arguments: [
            (.payloadExpected, "Payload expected"), (.messageTooLarge, "Message too large"),
            (.alreadySending, "Already sending"), (.requestTooLarge, "Request too large."),
        ] as [(SockJSSendError, String)]
    )
    func clientIsToldWhy(_ error: SockJSSendError, _ text: String) {
        #expect("\(error)" == text)
    }
}
