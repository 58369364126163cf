import NIOCore
import Testing
import WebSocket

/// Text that is checked while it streams, as Autobahn's group 6 does.
struct TextValidationTests {
    private static let options = DecoderOptions(validatesClose: true, validatesText: true, requiresMinimalLengths: true)

    private static func decode(_ frames: [(first: UInt8, payload: String)], cut: Cut = .whole) -> Decoded {
        let bytes = frames.flatMap { rawFrame($0.first, hex($0.payload), from: .client) }
        return Decoded(bytes, from: .client, cut: cut, options: Self.options)
    }

    @Test(arguments: [
        "", "48 65", "C2 80", "DF BF", "E0 A0 80", "EF BF BF", "ED 9F BF", "EE 80 80", "F0 90 80 80", "F4 8F BF BF",
        "CE BA E1 BD B9 CF 83 CE BC CE B5", "00", "7F", "61 61 61 61 61 61 61 61 61 C3 A4 61",
    ])
    func textIsTaken(text: String) {
        let bytes = rawFrame(0x81, hex(text), from: .client)
        for cut in Cut.all(count: bytes.count) {
            let decoded = Decoded(bytes, from: .client, cut: cut, options: Self.options)
            #expect(decoded.messages == [Message(kind: .text, content: hex(text))], "\(cut)")
        }
    }

    @Test(arguments: [
        "80", "BF", "C0 80", "C1 BF", "C2", "C2 41", "E0 80 80", "E0 9F BF", "E1 80", "ED A0 80", "ED BF BF",
        "F0 80 80 80", "F0 8F BF BF", "F4 90 80 80", "F5 80 80 80", "FE", "FF", "F0 90 80", "F0 90 80 41",
        "61 61 61 61 61 61 61 61 61 FF", "C3 A4 80",
    ])
    func whatIsNoTextIsRefused(text: String) {
        let bytes = rawFrame(0x81, hex(text), from: .client)
        for cut in Cut.all(count: bytes.count) {
            #expect(Decoded(bytes, from: .client, cut: cut, options: Self.options).error == .textNotUTF8, "\(cut)")
        }
    }

    @Test func aCharacterMayBeDividedAmongFragments() {
        let decoded = Self.decode([(0x01, "CE"), (0x89, ""), (0x00, "BA E1 BD"), (0x80, "B9")])
        #expect(decoded.messages == [Message("κ\u{1F79}")])
    }

    @Test func aCharacterThatNeverEndsIsRefusedAtTheEnd() {
        let decoded = Self.decode([(0x01, "61 CE"), (0x80, "")])
        #expect(decoded.error == .textNotUTF8)
    }

    @Test func aBadByteIsRefusedBeforeTheMessageEnds() {
        let decoded = Self.decode([(0x01, "CE BA F4"), (0x00, "90")])
        #expect(decoded.error == .textNotUTF8)
    }

    @Test func everyMessageIsCheckedFromItsStart() {
        #expect(Self.decode([(0x81, "CE BA"), (0x81, "BA")]).error == .textNotUTF8)
    }

    @Test func binaryMessagesMayHoldAnything() {
        #expect(Self.decode([(0x82, "FF FE")]).messages == [Message(kind: .binary, content: [0xFF, 0xFE])])
    }

    @Test func textIsNotCheckedByDefault() {
        let decoded = Decoded(rawFrame(0x81, [0xFF], from: .client), from: .client)
        #expect(decoded.messages == [Message(kind: .text, content: [0xFF])])
    }
}
