import NIOCore
import Testing
import WebSocket

struct ClosePayloadTests {
    private static func decode(_ payload: [UInt8], from peer: PeerRole) -> Decoded {
        Decoded(rawFrame(0x88, payload, from: peer), from: peer)
    }

    private static func code(_ code: Int) -> [UInt8] {
        [UInt8(code >> 8), UInt8(code & 255)]
    }

    @Test(arguments: [PeerRole.client, .server])
    func aCloseMayBeEmptyAndOneByteCountsAsNothing(peer: PeerRole) {
        #expect(Self.decode([], from: peer).parts == [.close(nil)])
        #expect(Self.decode([3], from: peer).parts == [.close(nil)])
    }

    @Test(arguments: [PeerRole.client, .server])
    func codeAndReasonAreRead(peer: PeerRole) {
        let bytes = rawFrame(0x88, Self.code(3001) + Array("später".utf8), from: peer)
        for cut in Cut.all(count: bytes.count) {
            let decoded = Decoded(bytes, from: peer, cut: cut)
            #expect(decoded.parts == [.close(ClosePayload(code: 3001, reason: "später"))], "\(cut)")
        }
    }

    @Test(arguments: [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999])
    func codesThatMayBeSentAreTaken(code: Int) {
        #expect(Self.decode(Self.code(code), from: .client).parts == [.close(ClosePayload(code: code))])
    }

    @Test(arguments: [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])
    func codesThatMustNotBeSentAreRefusedFromClientsOnly(code: Int) {
        #expect(Self.decode(Self.code(code), from: .client).error == .invalidCloseCode(code))
        #expect(Self.decode(Self.code(code), from: .server).parts == [.close(ClosePayload(code: code))])
    }

    @Test(arguments: ["FF", "61 C3", "C0 AF", "ED A0 80", "CE BA E1 BD B9 CF 83 CE BC CE B5 F4 90 80 80 65"])
    func reasonsThatAreNotTextAreRefusedFromClientsOnly(reason: String) {
        let payload = Self.code(1000) + hex(reason)
        let close = ClosePayload(code: 1000, reason: ByteBuffer(bytes: hex(reason)))
        #expect(Self.decode(payload, from: .client).error == .closeReasonNotText)
        #expect(Self.decode(payload, from: .server).parts == [.close(close)])
    }

    @Test func theCheckCanBeTurnedOff() {
        let options = DecoderOptions(validatesClose: false, validatesText: false, requiresMinimalLengths: true)
        let decoded = Decoded(rawFrame(0x88, Self.code(5), from: .client), from: .client, options: options)
        #expect(decoded.parts == [.close(ClosePayload(code: 5))])
    }

    struct Cutting: Sendable {
        let reason: String
        let kept: Int
    }

    @Test(arguments: [
        Cutting(reason: "", kept: 0),
        Cutting(reason: String(repeating: "a", count: 123), kept: 123),
        Cutting(reason: String(repeating: "a", count: 124), kept: 123),
        Cutting(reason: String(repeating: "a", count: 122) + "é", kept: 122),
        Cutting(reason: String(repeating: "a", count: 121) + "é", kept: 123),
        Cutting(reason: String(repeating: "a", count: 121) + "éé", kept: 123),
        Cutting(reason: String(repeating: "a", count: 120) + "😀", kept: 120),
        Cutting(reason: String(repeating: "a", count: 119) + "😀b", kept: 123),
        Cutting(reason: String(repeating: "€", count: 100), kept: 123),
    ])
    func longReasonsAreCutBetweenCharacters(row: Cutting) {
        let payload = ClosePayload(code: 1000, reason: row.reason)
        #expect(payload.reason.readableBytes == row.kept)
        #expect(row.reason.hasPrefix(String(buffer: payload.reason)))
    }

    @Test func aReasonThatIsNoTextIsCutSomewhere() {
        let reason = ByteBuffer(repeating: 0x80, count: 200)
        #expect(ClosePayload(code: 1000, reason: reason).reason.readableBytes == 123)
    }

    @Test(arguments: [(-1, 0), (65_535, 65_535), (65_536, 65_535), (.max, 65_535)])
    func codesThatCannotBeWrittenBecomeTheNearest(given: Int, kept: Int) {
        #expect(ClosePayload(code: given).code == kept)
    }
}
