import Testing

@testable import GRIP

/// RFC 6901.
@Suite struct JSONPointerTests {
    @Test(
        arguments: [
            ("", []), ("/", [""]), ("/foo", ["foo"]), ("/foo/0", ["foo", "0"]), ("/a~1b", ["a/b"]), ("/c%d", ["c%d"]),
            ("/m~0n", ["m~n"]), ("/~01", ["~1"]), ("/~0~1", ["~/"]), ("//", ["", ""]), ("/ ", [" "]), ("/-", ["-"]),
            ("/ä日", ["ä日"]), (#"/i\j"#, [#"i\j"#]), (#"/k"l"#, [#"k"l"#]),
        ]
    )
    func tokensAreRead(text: String, tokens: [String]) throws {
        let pointer = try #require(JSONPointer(parsing: text))
        #expect(pointer.tokens == tokens)
        #expect(pointer.text == text)
    }

    @Test(arguments: ["foo", "~", "/~", "/~2", "/a~", "/a~/b", "/~~0", " /a", "#/a", "-", "0"])
    func whatIsNoPointerIsRefused(text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    /// RFC 6901 section 5, the document of the examples.
    @Test(
        arguments: [
            ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"),
        ]
    )
    func exampleOfTheRFCIsFound(text: String, value: String) throws {
        let document = try JSONValue(
            parsing: #"""
                { "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8 }
                """#.utf8
        )
        let pointer = try #require(JSONPointer(parsing: text))
        let found = pointer.tokens.reduce(document as JSONValue?) { $0?.child($1) }
        #expect(try found == JSONValue(parsing: value.utf8))
    }

    @Test(
        arguments: [
            ("0", 0), ("1", 1), ("10", 10), ("9223372036854775807", Int.max), ("", nil), ("-", nil), ("-1", nil),
            ("+1", nil),
            ("01", nil), ("00", nil), ("1.0", nil), ("1e0", nil), (" 1", nil), ("9223372036854775808", nil), ("١", nil),
        ] as [(String, Int?)]
    )
    func arrayIndexHasNoLeadingZeros(token: String, index: Int?) {
        #expect(JSONPointer.arrayIndex(token) == index)
    }
}
