import NIOCore
import Testing

@testable import GRIP

/// RFC 8259, and what of it is left open.
@Suite struct JSONValueParsingTests {
    @Test(
        arguments: [
            ("null", .null), ("true", true), ("false", false), (" \t\r\n0 ", 0), ("-0", .number(JSONNumber(0))),
            ("\"\"", ""), ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]), ("[1]", [1]), ("[1 , 2]", [1, 2]),
            ("[[],{}]", [[], [:]]), (#"{"a":1}"#, ["a": 1]), (#"{ "a" : [ { "b" : null } ] }"#, ["a": [["b": nil]]]),
            (#"{"":0}"#, ["": 0]), (#"{"a":1,"a":2}"#, ["a": 2]), (#"{"a":1,"b":2,"a":3}"#, ["b": 2, "a": 3]),
            (#"{"a":1,"\u0061":2}"#, ["a": 2]), ("[1,[2,[3]],4]", [1, [2, [3]], 4]),
        ] as [(String, JSONValue)]
    )
    func textIsAccepted(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text.utf8) == value)
        #expect(try JSONValue(parsing: ByteBuffer(string: text)) == value)
    }

    @Test(
        arguments: [
            "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "0.0", "0.5", "-0.5e0", "1e5", "1E5", "1e+5",
            "1e-5", "1.25E+10", "1e999", "20.00",
        ]
    )
    func numberIsKeptAsWritten(text: String) throws {
        #expect(try JSONValue(parsing: text.utf8).number?.text == text)
        #expect(try JSONValue(parsing: "[\(text)]".utf8).array?.first?.number?.text == text)
    }

    @Test(
        arguments: [
            (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041""#, "A"),
            (#""\u00e4\u00E4""#, "ää"),
            (#""\u20ac""#, "€"), (#""\ud83d\ude00""#, "😀"), (#""x\uD83D\uDE00y""#, "x😀y"), (#""\u0000""#, "\u{0}"),
            ("\"\u{7F}\"", "\u{7F}"), ("\"käsé-日本-😀\"", "käsé-日本-😀"), (#""käsé\n😀""#, "käsé\n😀"), ("\"/\"", "/"),
            // Halves of a surrogate pair have no UTF-8 form; section 8.2 leaves them open.
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
            (#""\ud83d\n""#, "\u{FFFD}\n"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
            (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
        ]
    )
    func stringIsUnescaped(text: String, value: String) throws {
        let parsed = try #require(try JSONValue(parsing: text.utf8).string)
        #expect(Array(parsed.utf8) == Array(value.utf8))
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("nul", .unexpectedEnd, 3),
            ("nulL", .unexpectedByte(0x4C), 3),
            ("True", .unexpectedByte(0x54), 0), ("nullx", .unexpectedByte(0x78), 4), ("1 2", .unexpectedByte(0x32), 2),
            ("[", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3),
            ("[1,]", .unexpectedByte(0x5D), 3),
            ("[,1]", .unexpectedByte(0x2C), 1), ("[1 2]", .unexpectedByte(0x32), 3), ("[1}", .unexpectedByte(0x7D), 2),
            ("]", .unexpectedByte(0x5D), 0), ("[]]", .unexpectedByte(0x5D), 2), ("{", .unexpectedEnd, 1),
            (#"{"a""#, .unexpectedEnd, 4), (#"{"a":"#, .unexpectedEnd, 5), (#"{"a":1"#, .unexpectedEnd, 6),
            (#"{"a":1,}"#, .unexpectedByte(0x7D), 7), (#"{"a":1 "b":2}"#, .unexpectedByte(0x22), 7),
            (#"{"a" 1}"#, .unexpectedByte(0x31), 5),
            (#"{"a"}"#, .unexpectedByte(0x7D), 4), ("{a:1}", .unexpectedByte(0x61), 1),
            ("{1:1}", .unexpectedByte(0x31), 1),
            ("{'a':1}", .unexpectedByte(0x27), 1), ("{]", .unexpectedByte(0x5D), 1),
            (#"{,"a":1}"#, .unexpectedByte(0x2C), 1),
            ("01", .malformedNumber, 1), ("-01", .malformedNumber, 2), ("-", .unexpectedEnd, 1),
            ("-a", .malformedNumber, 1),
            ("+1", .unexpectedByte(0x2B), 0), (".5", .unexpectedByte(0x2E), 0), ("1.", .unexpectedEnd, 2),
            ("[1.]", .malformedNumber, 3),
            ("1.e5", .malformedNumber, 2), ("1e", .unexpectedEnd, 2), ("[1e]", .malformedNumber, 3),
            ("1e+", .unexpectedEnd, 3),
            ("0x1", .unexpectedByte(0x78), 1), ("1a", .unexpectedByte(0x61), 1), ("NaN", .unexpectedByte(0x4E), 0),
            ("Infinity", .unexpectedByte(0x49), 0), ("-Infinity", .malformedNumber, 1),
            ("1.2.3", .unexpectedByte(0x2E), 3),
            ("\"", .unexpectedEnd, 1), ("\"a", .unexpectedEnd, 2), ("'a'", .unexpectedByte(0x27), 0),
            (#""\a""#, .malformedEscape, 1),
            (#""\"#, .unexpectedEnd, 2), (#""\""#, .unexpectedEnd, 3), (#""\u""#, .malformedEscape, 1),
            (#""\u12"#, .unexpectedEnd, 5),
            (#""\u123""#, .malformedEscape, 1), (#""\u123g""#, .malformedEscape, 1),
            (#""\U0041""#, .malformedEscape, 1),
            (#""\x41""#, .malformedEscape, 1), ("\"\n\"", .controlCharacter(0x0A), 1),
            ("\"a\u{0}\"", .controlCharacter(0), 2),
            ("\"\u{1F}\"", .controlCharacter(0x1F), 1), ("\"\t\"", .controlCharacter(0x09), 1),
            ("\u{C}1", .unexpectedByte(0x0C), 0),
            ("\u{A0}1", .unexpectedByte(0xC2), 0), ("1//x", .unexpectedByte(0x2F), 1),
            ("/**/1", .unexpectedByte(0x2F), 0),
            ("\u{0}", .unexpectedByte(0), 0), ("1\u{0}", .unexpectedByte(0), 1),
        ] as [(String, JSONError.Reason, Int)]
    )
    func textIsRefusedAtTheByteAtFault(text: String, reason: JSONError.Reason, offset: Int) {
        #expect(throws: JSONError(reason, offset: offset)) { try JSONValue(parsing: text.utf8) }
    }

    /// The Unicode Standard, table 3-7: the edges of every row, and one step beyond them.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x7F], [0xC2, 0xC0], [0xE0, 0x9F, 0xBF],
            [0xE0, 0xA0], [0xE1, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF, 0xC0],
            [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF0, 0x90, 0x80], [0xF1, 0x80, 0x80, 0x7F], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE],
            [0xFF],
        ] as [[UInt8]]
    )
    func malformedUTF8IsRefused(bytes: [UInt8]) {
        #expect(throws: JSONError(.malformedUTF8, offset: 2)) { try JSONValue(parsing: [0x22, 0x61] + bytes + [0x22]) }
        // The same at the very end of the text: a sequence must not be read beyond it.
        #expect(throws: JSONError(.malformedUTF8, offset: 2)) { try JSONValue(parsing: [0x22, 0x61] + bytes) }
    }

    @Test(
        arguments: [
            [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xEC, 0xBF, 0xBF], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
            [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF3, 0xBF, 0xBF, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF],
        ] as [[UInt8]]
    )
    func wellFormedUTF8IsKept(bytes: [UInt8]) throws {
        let parsed = try #require(try JSONValue(parsing: [0x22] + bytes + [0x22]).string)
        #expect(Array(parsed.utf8) == bytes)
    }

    @Test func oneByteOrderMarkIsSkipped() throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF] + Array("[1]".utf8)) == [1])
        #expect(throws: JSONError(.unexpectedByte(0xEF), offset: 3)) {
            try JSONValue(parsing: [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF] + Array("[1]".utf8))
        }
        #expect(throws: JSONError(.unexpectedEnd, offset: 3)) { try JSONValue(parsing: [0xEF, 0xBB, 0xBF]) }
    }

    @Test func everyBeginningOfATextIsRefused() {
        let text = Array(#"{"a\u00e4":[true,false,null,{"b":"x\ud83d\ude00ä"},[]],"c":{}}"#.utf8)
        #expect(throws: Never.self) { try JSONValue(parsing: text) }
        for length in text.indices {
            #expect(throws: JSONError.self) { try JSONValue(parsing: text[..<length]) }
        }
    }

    @Test func textBehindTheReaderIndexIsNotRead() throws {
        var buffer = ByteBuffer(string: #"xx{"a":"b\n"}yy"#)
        buffer.moveReaderIndex(forwardBy: 2)
        buffer.moveWriterIndex(to: buffer.writerIndex - 2)
        #expect(try JSONValue(parsing: buffer) == ["a": "b\n"])
    }

    /// Stack exhaustion: a few hundred thousand brackets must cost an error, not the process.
    @Test(arguments: ["[", #"{"a":"#, #"[{"a":"#])
    func deepNestingIsRefused(opening: String) {
        let text = String(repeating: opening, count: 300_000)
        #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8, maximumDepth: .max) }
    }

    @Test func depthIsCountedInOpenContainers() throws {
        #expect(try JSONValue(parsing: "1".utf8, maximumDepth: 0) == 1)
        #expect(try JSONValue(parsing: "[[1],[{}]]".utf8, maximumDepth: 3) == [[1], [[:]]])
        #expect(throws: JSONError(.tooDeep(limit: 2), offset: 6)) {
            try JSONValue(parsing: "[[1],[{}]]".utf8, maximumDepth: 2)
        }
        #expect(throws: JSONError(.tooDeep(limit: 0), offset: 0)) { try JSONValue(parsing: "[]".utf8, maximumDepth: 0) }
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSONValue(parsing: deepest.utf8) }
        #expect(throws: JSONError(.tooDeep(limit: 64), offset: 64)) { try JSONValue(parsing: "[\(deepest)]".utf8) }
    }

    @Test func errorSaysWhatAndWhere() {
        #expect(
            JSONError(.unexpectedByte(0x7D), offset: 7).description == "invalid JSON at byte 7: unexpected byte 0x7d"
        )
        #expect(
            JSONError(.tooDeep(limit: 64), offset: 1).description
                == "invalid JSON at byte 1: nested more than 64 levels deep"
        )
    }
}
