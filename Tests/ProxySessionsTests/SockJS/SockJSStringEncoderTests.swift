import GRIP
import NIOCore
import Testing

@testable import ProxySessions

/// SockJS 0.3.3, "JSON Unicode Encoding".
struct SockJSStringEncoderTests {
    private static func encode(_ pieces: [[UInt8]], isWithinMarkup: Bool = false) -> String {
        var buffer = ByteBuffer()
        var encoder = SockJSStringEncoder(isWithinMarkup: isWithinMarkup)
        for piece in pieces {
            encoder.write(ByteBuffer(bytes: piece), to: &buffer)
        }
        encoder.finish(to: &buffer)
        return String(buffer: buffer)
    }

    @Test(arguments: [
        0x00...0xFF, 0x780...0x87F, 0x1FC0...0x2100, 0xD780...0xE080, 0xFF80...0x1007F, 0x10_FF80...0x10_FFFF,
    ])
    func everyCharacterIsReadBack(_ range: ClosedRange<UInt32>) throws {
        for scalar in range.lazy.compactMap({ Unicode.Scalar($0) }) {
            for isWithinMarkup in [false, true] {
                let text = Self.encode([Array("a\(scalar)b".utf8)], isWithinMarkup: isWithinMarkup)
                let json = try JSONValue(parsing: ByteBuffer(string: "\"\(text)\""))
                #expect(json == .string("a\(scalar)b"))
            }
        }
    }

    @Test func charactersThatBrowsersChangeAreEscaped() {
        let ranges: [ClosedRange<UInt32>] = [0x200C...0x200F, 0x2028...0x202F, 0x2060...0x206F, 0xFFF0...0xFFFF]
        for unit in ranges.joined() {
            guard let scalar = Unicode.Scalar(unit) else { continue }
            #expect(Self.encode([Array("\(scalar)".utf8)]) == "\\u" + String(unit, radix: 16))
        }
        for scalar: Unicode.Scalar in [
            "\u{200B}", "\u{2010}", "\u{2027}", "\u{2030}", "\u{205F}", "\u{2070}", "\u{FFEF}",
        ] {
            #expect(Self.encode([Array("\(scalar)".utf8)]) == "\(scalar)")
        }
    }

    @Test(arguments: [
        ("a\"b\\c/", #"a\"b\\c/"#), ("\u{8}\u{C}\n\r\t\u{0}\u{1F}", #"\b\f\n\r\t\u0000\u001f"#),
        ("é€😀", "é€😀"), ("<b>", "<b>"),
    ])
    func otherTextIsThatOfJSON(_ text: String, _ encoded: String) {
        #expect(Self.encode([Array(text.utf8)]) == encoded)
    }

    @Test(
        arguments: [
            [0x80], [0xFF], [0xC0, 0x80], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80],
            [0xE2, 0x80], [0xF0, 0x9F, 0x98], [0xC3],
        ] as [[UInt8]]
    )
    func bytesThatAreNoTextAreRepaired(_ bytes: [UInt8]) throws {
        for pieces in [[Array("a".utf8) + bytes + Array("b".utf8)]] + [[Array("a".utf8) + bytes, Array("b".utf8)]] {
            let text = Self.encode(pieces)
            let repaired = try #require(JSONValue(parsing: ByteBuffer(string: "\"\(text)\"")).string)
            #expect(repaired.hasPrefix("a\u{FFFD}"))
            #expect(repaired.hasSuffix("b"))
        }
        #expect(Self.encode([bytes]).hasSuffix(#"\ufffd"#))
    }

    @Test func piecesGiveTheSameAsTheWhole() {
        let text =
            Array("a\"é\u{2028}€😀\u{FFFF}<".utf8) + [
                0xE2, 0x80, 0x41, 0xFF, 0xF0, 0x9F, 0x98, 0xE2, 0x80, 0xC3, 0x80, 0xE2, 0x28, 0xED, 0xA0,
            ] + Array("ü".utf8)
        let whole = Self.encode([text], isWithinMarkup: true)
        #expect(Self.encode(text.map { [$0] }, isWithinMarkup: true) == whole)
        for first in 0...text.count {
            for second in first...text.count {
                let pieces = [Array(text[..<first]), Array(text[first..<second]), Array(text[second...])]
                #expect(Self.encode(pieces, isWithinMarkup: true) == whole)
            }
        }
    }
}
