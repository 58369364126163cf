import Testing

@testable import ProxyServer

/// The INI dialect (reference: behaviour 2.3).
@Suite struct IniParserTests {
    private func entries(_ text: String) throws -> [IniEntry] {
        try IniParser.parse(Array(text.utf8))
    }

    /// The right side of the `=` and the text it stands for.
    @Test(arguments: [
        ("7999", "7999"),
        ("  spaces around  ", "spaces around"),
        ("\ttabs\t", "tabs"),
        ("inner  spaces", "inner  spaces"),
        ("", ""),
        ("a=b", "a=b"),
        ("a#b # not a comment", "a#b # not a comment"),
        ("value ; comment", "value"),
        ("value;comment", "value"),
        ("\"a;b\" ; comment", "a;b"),
        ("\"  kept  \"", "  kept  "),
        ("a\"b c\"d", "ab cd"),
        ("\"a\" b", "a b"),
        ("one, two ,three", "one, two ,three"),
        (#"back\\slash"#, #"back\slash"#),
        (#"\"quoted\""#, #""quoted""#),
        (#"tab\tnew\nline"#, "tab\tnew\nline"),
        (#"\x41\x6a"#, "Aj"),
        (#"\101\0"#, "A\u{0}"),
        (#"\u00e9"#.replacing(#"\u00e9"#, with: "é"), "é"),
        ("{rundir}/x", "{rundir}/x"),
    ])
    func valueIsReadWithQuotesAndEscapes(written: String, text: String) throws {
        #expect(try self.entries("[proxy]\nkey=\(written)\n").map(\.value.text) == [text])
    }

    /// A list and the items it stands for, each with the column it begins at.
    @Test(arguments: [
        ("one", [("one", 3)]),
        ("one,two", [("one", 3), ("two", 7)]),
        (" one , two ", [("one", 4), ("two", 10)]),
        ("a,,b,", [("a", 3), ("b", 6)]),
        ("\"a,b\"", [("a,b", 3)]),
        ("\"a,b\",c", [("a,b", 3), ("c", 9)]),
        ("é,b", [("é", 3), ("b", 5)]),
        ("", []),
        (" , ", []),
    ])
    func itemsAreSplitAtUnquotedCommas(written: String, items: [(String, Int)]) throws {
        let found = try #require(try self.entries("[proxy]\nk=\(written)").first).value.items
        #expect(found.map(\.text) == items.map(\.0))
        #expect(found.map(\.column) == items.map(\.1))
    }

    @Test func linesHaveTheirPlaces() throws {
        let text = "# one\n\n[runner]\r\n  http_port = 7999\r\n; two\n [proxy] # three\nsig_iss=\n"
        let entries = try self.entries(text)
        #expect(entries.map(\.section) == ["runner", "proxy"])
        #expect(entries.map(\.key) == ["http_port", "sig_iss"])
        #expect(entries.map(\.value.text) == ["7999", ""])
        #expect(entries.map(\.sectionPosition) == [.init(line: 3, column: 1), .init(line: 6, column: 2)])
        #expect(entries.map(\.keyPosition) == [.init(line: 4, column: 3), .init(line: 7, column: 1)])
        #expect(entries.map(\.valuePosition) == [.init(line: 4, column: 15), .init(line: 7, column: 9)])
    }

    @Test func repeatedKeysAreAllReported() throws {
        #expect(try self.entries("[proxy]\na=1\na=2\n[proxy]\na=3").map(\.value.text) == ["1", "2", "3"])
    }

    @Test(arguments: ["", "\n\n", "# only\n; comments", "[runner]", "\u{FEFF}[runner]\n", "  \t \n"])
    func fileWithoutSettingsIsEmpty(text: String) throws {
        #expect(try self.entries(text).isEmpty)
    }

    @Test func byteOrderMarkIsPassedOver() throws {
        #expect(try self.entries("\u{FEFF}[runner]\nk=v").map(\.key) == ["k"])
    }

    @Test func commentMayBeInAnyEncoding() throws {
        let bytes = Array("[runner]\n# caf".utf8) + [0xE9] + Array("\nk=v".utf8)
        #expect(try IniParser.parse(bytes).map(\.key) == ["k"])
    }

    /// A broken line, where it is broken, and the message.
    @Test(arguments: [
        ("nonsense", 2, 1, "\"nonsense\" has no ="),
        ("  sig_key secret", 2, 3, "\"sig_key\" has no ="),
        ("=value", 2, 1, "there is no key before the ="),
        ("[proxy", 2, 1, "the section header has no ]"),
        ("[proxy] x", 2, 9, "text after a section header"),
        ("k=\"open", 2, 3, "the quoted text has no end"),
        ("k=a,\"b", 2, 5, "the quoted text has no end"),
        (#"k=a\qb"#, 2, 4, #""\q" is no escape"#),
        (#"k=\x"#, 2, 3, #""\x" is no escape"#),
        (#"k=\xFFFFFF"#, 2, 3, #""\x" is no escape"#),
        (#"k=a\"#, 2, 4, "a backslash at the end of the line"),
        ("k=a\u{0}b", 2, 4, "a control character in a value"),
        ("k=a\u{1B}b", 2, 4, "a control character in a value"),
    ])
    func brokenLineIsNamed(line: String, number: Int, column: Int, message: String) {
        let error = #expect(throws: IniError.self) { try self.entries("[runner]\n\(line)\nk=v\n") }
        #expect(error?.position == .init(line: number, column: column))
        #expect(error?.message == message)
    }

    @Test func keyAboveAllSectionsIsAnError() {
        let error = #expect(throws: IniError.self) { try self.entries("http_port=7999\n[runner]\n") }
        #expect(error?.position == .init(line: 1, column: 1))
        #expect(error?.message == "http_port is in no section")
    }

    @Test func valueThatIsNotUTF8IsAnError() {
        let error = #expect(throws: IniError.self) {
            try IniParser.parse(Array("[runner]\nk=".utf8) + [0xFF, 0xFE])
        }
        #expect(error?.position == .init(line: 2, column: 1))
        #expect(error?.message == "the line is not UTF-8")
    }

    /// Every beginning of a file either parses or is refused; none ends the process.
    @Test func everyPrefixOfAFileIsTaken() {
        let file = Array("[runner]\nk=\"a,b\" , \\x41\\101é ; c\n[x] # y\n\\=\\\\\n".utf8)
        for count in 0...file.count {
            _ = try? IniParser.parse(Array(file.prefix(count)))
        }
    }

    /// Any byte in any place of a line either parses or is refused; none ends the process.
    @Test(arguments: UInt8.min...UInt8.max)
    func anyByteAnywhereIsTaken(byte: UInt8) {
        let line = Array("[s]\nk=a,\"b\"\\n".utf8)
        for index in line.indices {
            var changed = line
            changed[index] = byte
            _ = try? IniParser.parse(changed)
        }
    }
}
