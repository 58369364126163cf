import HTTP1
import NIOCore
import Testing

struct HeaderFieldsTests {
    private let fields: HeaderFields = [
        "Host": "example.com", "X-Dup": "1", "x-dup": "2", "Connection": "close, Keep-Alive", "X-DUP": "",
    ]

    @Test func fieldsKeepOrderSpellingAndRepetition() {
        #expect(self.fields.map(\.nameString) == ["Host", "X-Dup", "x-dup", "Connection", "X-DUP"])
        #expect(self.fields.map(\.valueString) == ["example.com", "1", "2", "close, Keep-Alive", ""])
        #expect(self.fields.count == 5)
    }

    @Test func fieldsAreReachedByPosition() {
        #expect(self.fields[2].nameString == "x-dup")
        #expect(Array(self.fields[2].value) == Array("2".utf8))
        #expect(self.fields.reversed().map(\.valueString).first == "")
    }

    @Test func lookupIgnoresSpelling() {
        #expect(self.fields.first("X-dUP") == "1")
        #expect(self.fields.values("X-Dup") == ["1", "2", ""])
        #expect(self.fields.contains(.connection))
        #expect(!self.fields.contains(.upgrade))
        #expect(self.fields.first(.upgrade) == nil)
        #expect(self.fields.firstValue(.host).map(Array.init) == Array("example.com".utf8))
        #expect(self.fields.hasSeveral("X-Dup"))
        #expect(!self.fields.hasSeveral(.host))
    }

    /// `^` and `~`, `_` and DEL, `@` and backquote differ in the bit that makes letters small.
    @Test(arguments: [("x^", "x~"), ("x|", "x\\"), ("a-b", "a\rb")])
    func onlyLettersAreFoldedInNames(name: String, other: String) {
        var fields = HeaderFields()
        fields.append(name, "v")
        #expect(!fields.contains(FieldName(other)))
    }

    @Test(
        arguments: [
            ("Grip-Hold", "grip-", true), ("GRIP-hold", "grip-", true), ("Grip-", "grip-", true),
            ("Grip", "grip-", false),
            ("X-Grip-Hold", "grip-", false), ("Grip-Hold", "", true),
        ] as [(String, StaticString, Bool)]
    )
    func namePrefixIgnoresSpelling(name: String, prefix: StaticString, isPrefix: Bool) {
        let fields: HeaderFields = HeaderFields(dictionaryLiteral: (name, "v"))
        #expect(fields.first?.nameHasPrefix(prefix) == isPrefix)
    }

    @Test(arguments: [
        ("a.example:80", "a.example:80", true), ("a", "A", false), ("a", "ab", false), ("ab", "a", false),
        ("", "", true), ("", "a", false), ("\u{E9}", "\u{E9}", true), ("\u{E9}", "e\u{301}", false),
    ])
    func valueIsComparedWithATextByItsBytes(value: String, text: String, isSame: Bool) {
        let fields: HeaderFields = ["Before": "x", "A": value, "After": "x"]
        #expect(fields[1].hasValue(text) == isSame)
        #expect(fields[1].nameByteCount == 1)
    }

    @Test(
        arguments: [
            ("0", 0, true), ("100", 100, true), ("9223372036854775807", .max, true), ("", 0, false), ("00", 0, false),
            ("0100", 100, false), ("+100", 100, false), ("10", 100, false), ("1000", 100, false), ("-1", -1, false),
            ("100x", 100, false), ("1", 101, false),
        ] as [(String, Int, Bool)]
    )
    func valueIsComparedWithANumberByItsDigits(value: String, number: Int, isSame: Bool) {
        let fields: HeaderFields = ["1": "1", "Content-Length": value, "0": "0"]
        #expect(fields[1].hasValue(number) == isSame)
    }

    @Test func listsMayBeSpreadOverFields() {
        let fields: HeaderFields = ["Accept": "a, b ,,\tc\t", "X": "no", "accept": "", "ACCEPT": "d,"]
        #expect(fields.listElements(.accept) == ["a", "b", "c", "d"])
        #expect(fields.listElements(.te) == [])
    }

    @Test func listElementsAreFoundWhole() {
        let fields: HeaderFields = ["Connection": "Upgrade, x-close", "connection": " KEEP-alive"]
        #expect(fields.listContains(.connection, "upgrade"))
        #expect(fields.listContains(.connection, "keep-alive"))
        #expect(!fields.listContains(.connection, "close"))
        #expect(!fields.listContains(.upgrade, "upgrade"))
    }

    @Test func bytesThatAreNotUTF8StayAndAreRepairedInStrings() {
        var fields = HeaderFields()
        fields.append(name: Array("X-L".utf8), value: [0x63, 0xE9])
        #expect(fields.first.map { Array($0.value) } == [0x63, 0xE9])
        #expect(fields.first("x-l") == "c\u{FFFD}")
    }

    @Test func equalityIsByWhatIsWritten() {
        var changed: HeaderFields = ["A": "1", "B": "2", "C": "3"]
        changed.removeAll("b")
        #expect(changed == ["A": "1", "C": "3"])
        #expect(changed != ["A": "1", "c": "3"])
        #expect(changed != ["C": "3", "A": "1"])
        #expect(["A": "11", "B": ""] != (["A": "1", "B": "1"] as HeaderFields))
    }

    @Test func descriptionShowsTheLines() {
        #expect((["A": "1", "B": "2"] as HeaderFields).description == "A: 1\r\nB: 2\r\n")
    }
}
