import GRIP
import NIOCore
import Testing

@testable import ProxySessions

/// RFC 8259 section 7; what parses it back is the parser of GRIP.
struct JSONStringEncoderTests {
    @Test(arguments: [
        0x00...0xFF, 0x780...0x87F, 0x1FC0...0x2100, 0xD780...0xE080, 0xFF80...0x1007F, 0x10_FF80...0x10_FFFF,
    ])
    func everyCharacterIsReadBack(_ range: ClosedRange<UInt32>) throws {
        for scalar in range.lazy.compactMap({ Unicode.Scalar($0) }) {
            var buffer = ByteBuffer()
            JSONStringEncoder.writeString("a\(scalar)b", to: &buffer)
            #expect(try JSONValue(parsing: buffer) == .string("a\(scalar)b"))
        }
    }

    @Test func lineSeparatorsNeverStandInTheScript() {
        let text = "\u{2028}\u{2029}x\u{2028}"
        var buffer = ByteBuffer()
        JSONStringEncoder.writeString(text, to: &buffer)
        #expect(String(buffer: buffer) == #""\u2028\u2029x\u2028""#)
    }

    @Test(arguments: malformedUTF8)
    func malformedBytesAreNeverWritten(_ bytes: [UInt8]) {
        var buffer = ByteBuffer()
        var encoder = JSONStringEncoder()
        let isText = encoder.write(bytes.span, to: &buffer) && encoder.isBetweenCharacters
        #expect(!isText)
        #expect(buffer.readableBytes == 0)
    }
}
