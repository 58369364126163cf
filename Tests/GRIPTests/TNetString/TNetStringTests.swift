import GRIP
import NIOCore
import Testing

/// Reference "operations" 7.
@Suite struct TNetStringTests {
    private static let values: [(String, TNetString)] = [
        ("0:~", nil), ("4:true!", true), ("5:false!", false), ("1:0#", 0), ("2:-7#", -7),
        ("19:9223372036854775807#", .integer(.max)), ("20:-9223372036854775808#", .integer(.min)),
        ("3:1.5^", .float(1.5)),
        ("4:-0.5^", .float(-0.5)), ("5:1e+20^", .float(1e20)), ("0:,", ""), ("5:hello,", "hello"), ("3:a:b,", "a:b"),
        ("2:ä,", "ä"), ("0:]", []), ("3:0:~]", [nil]), ("8:1:1#1:2#]", [1, 2]), ("6:3:0:]]]", [[[]]]), ("0:}", [:]),
        ("8:1:a,1:1#}", ["a": 1]), ("22:1:a,14:1:b,7:4:true!]}}", ["a": ["b": [true]]]), ("7:0:,1:x,}", ["": "x"]),
        ("37:5:value,0:~7:success,4:true!2:id,1:1,}", ["value": nil, "success": true, "id": "1"]),
    ]

    @Test(arguments: Self.values)
    func bytesAreRead(text: String, value: TNetString) throws {
        #expect(try TNetString(parsing: ByteBuffer(string: text)) == value)
    }

    @Test(arguments: Self.values)
    func valueIsWritten(text: String, value: TNetString) {
        var buffer = ByteBuffer()
        value.write(to: &buffer)
        #expect(String(buffer: buffer) == text)
    }

    @Test(
        arguments: [
            // Other spellings than the ones we write.
            ("0005:hello,", "hello"), ("3:2.0^", .float(2)), ("3:1E2^", .float(100)), ("1:5^", 5),
            // Of a name given twice the last value counts.
            ("16:1:a,1:1#1:a,1:2#}", ["a": 2]),
        ] as [(String, TNetString)]
    )
    func otherSpellingIsRead(text: String, value: TNetString) throws {
        #expect(try TNetString(parsing: ByteBuffer(string: text)) == value)
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd, 0), ("5", .unexpectedEnd, 1), ("5:", .unexpectedEnd, 2),
            ("5:hello", .unexpectedEnd, 7),
            ("5:hell,", .unexpectedEnd, 7), (":", .malformedLength, 0), ("x", .malformedLength, 0),
            (" 0:~", .malformedLength, 0), ("-1:,", .malformedLength, 0), ("1x:a,", .malformedLength, 1),
            ("1234567890:a,", .malformedLength, 9), ("999999999:a,", .unexpectedEnd, 12),
            ("5:hello;", .unknownType(0x3B), 7),
            ("0:~ ", .trailingBytes, 3), ("0:~0:~", .trailingBytes, 3), ("0:!", .malformedValue, 2),
            ("4:True!", .malformedValue, 2), ("1:1!", .malformedValue, 2), ("1:x~", .malformedValue, 2),
            ("0:#", .malformedValue, 2), ("1:x#", .malformedValue, 2), ("2: 1#", .malformedValue, 2),
            ("2:+1#", .malformedValue, 2), ("2:01#", .malformedValue, 2), ("3:1.5#", .malformedValue, 2),
            ("3:1e5#", .malformedValue, 2), ("19:9223372036854775808#", .malformedValue, 3),
            ("3:nan^", .malformedValue, 2),
            ("3:inf^", .malformedValue, 2), ("5:1e999^", .malformedValue, 2), ("2:1.^", .malformedValue, 2),
            // A value inside another ends within it.
            ("2:5:]hello,", .unexpectedEnd, 4), ("4:5:ab]", .unexpectedEnd, 6), ("3:0:~", .unexpectedEnd, 5),
            ("1:1}", .unexpectedEnd, 3), ("3:0:~}", .nameNotAString, 2), ("8:1:1#1:2#}", .nameNotAString, 2),
            ("4:1:a,}", .nameWithoutValue, 2),
            ("12:1:a,1:1#1:b,}", .nameWithoutValue, 11),
        ] as [(String, TNetStringError.Reason, Int)]
    )
    func faultIsToldWithItsPlace(text: String, reason: TNetStringError.Reason, offset: Int) {
        #expect(throws: TNetStringError(reason, offset: offset)) {
            try TNetString(parsing: ByteBuffer(string: text))
        }
    }

    @Test func bytesOfAnyKindAreKept() throws {
        let bytes = ByteBuffer(bytes: [0x00, 0xFF, 0x2C])
        let value = try TNetString(parsing: ByteBuffer(bytes: Array("3:".utf8) + [0x00, 0xFF, 0x2C] + Array(",".utf8)))
        #expect(value.bytes == bytes)
        #expect(value.text == "\u{0}\u{FFFD},")
    }

    @Test(arguments: [1, 2, 64])
    func nestingIsLimited(limit: Int) {
        var value = TNetString.list([])
        for _ in 1..<limit {
            value = [value]
        }
        let (fits, tooDeep) = (self.encoded(value), self.encoded([value]))
        #expect(throws: Never.self) { try TNetString(parsing: fits, maximumDepth: limit) }
        let error = #expect(throws: TNetStringError.self) { try TNetString(parsing: tooDeep, maximumDepth: limit) }
        #expect(error?.reason == .tooDeep(limit: limit))
    }

    @Test func everyBeginningOfAValueEndsTooEarly() {
        let whole = self.encoded(["a": [1, true, nil, 2], "b": ["c": "text"]])
        for length in 0..<whole.readableBytes {
            let part = ByteBuffer(bytes: whole.readableBytesView.prefix(length))
            let error = #expect(throws: TNetStringError.self) { try TNetString(parsing: part) }
            #expect(error?.reason == .unexpectedEnd)
            #expect(error?.offset == length)
        }
    }

    @Test func membersAreFoundByName() {
        let value: TNetString = ["a": 1, "": 2]
        #expect(value["a"] == 1)
        #expect(value[""] == 2)
        #expect(value["b"] == nil)
        #expect(TNetString.list([])["a"] == nil)
    }

    @Test func valueIsTheSameInJSON() {
        let value: TNetString = ["n": nil, "b": true, "i": 5, "f": .float(0.5), "s": "ä", "l": [1], "d": ["x": "y"]]
        #expect(
            value.json == [
                "n": nil, "b": true, "i": 5, "f": .number(JSONNumber(0.5) ?? JSONNumber(0)), "s": "ä", "l": [1],
                "d": ["x": "y"],
            ]
        )
    }

    @Test func numberWithoutATextIsWrittenAsNull() {
        #expect(String(buffer: self.encoded(.float(.infinity))) == "0:~")
    }

    private func encoded(_ value: TNetString) -> ByteBuffer {
        var buffer = ByteBuffer()
        value.write(to: &buffer)
        return buffer
    }
}
