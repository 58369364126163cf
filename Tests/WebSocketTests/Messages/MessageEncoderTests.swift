import NIOCore
import Testing
import WebSocket

struct MessageEncoderTests {
    private static func encode(_ parts: [MessagePart], as role: PeerRole = .server) -> [UInt8] {
        var encoder = MessageEncoder(as: role)
        var buffer = ByteBuffer()
        for part in parts {
            encoder.write(part, to: &buffer)
        }
        return buffer.array
    }

    @Test func everyPartBecomesAFrame() {
        let bytes = Self.encode([.piece("a", isFirst: true), .piece("b"), .piece("c", isLast: true), .text("d")])
        #expect(bytes == hex("01 01 61  00 01 62  80 01 63  81 01 64"))
    }

    @Test func anEmptyMessageIsAnEmptyFrame() {
        #expect(Self.encode([.text(""), .binary([])]) == hex("81 00  82 00"))
    }

    @Test func emptyPartsBecomeFramesOnlyAtTheEnd() {
        let bytes = Self.encode([.piece("", isFirst: true), .piece("b"), .piece(""), .piece("", isLast: true)])
        #expect(bytes == hex("01 01 62  80 00"))
    }

    @Test func aMessageOfEmptyPartsIsOneFrame() {
        #expect(Self.encode([.piece("", isFirst: true), .piece("", isLast: true)]) == hex("81 00"))
    }

    @Test func controlFramesGoBetweenTheParts() {
        let bytes = Self.encode([
            .piece("a", isFirst: true), .ping(ByteBuffer(string: "p")), .pong(ByteBuffer()), .piece("b", isLast: true),
            .close(ClosePayload(code: 1000, reason: "bye")), .close(nil),
        ])
        #expect(bytes == hex("01 01 61  89 01 70  8A 00  80 01 62  88 05 03 E8 62 79 65  88 00"))
    }

    /// Harm: the rest of the message under way would become another one.
    @Test(arguments: [nil, DeflateParameters()], ["b", String(repeating: "b", count: 1000)])
    func aWholeMessageLeavesTheOneUnderWayAlone(deflate: DeflateParameters?, text: String) {
        func encode(alongWith text: String?) -> [UInt8] {
            var encoder = MessageEncoder(as: .server, deflate: deflate)
            var buffer = ByteBuffer()
            var aside = ByteBuffer()
            encoder.write(.piece("a", isFirst: true), to: &buffer)
            if let text {
                encoder.write(.text(text), to: &aside)
            }
            encoder.write(.piece("c", isLast: true), to: &buffer)
            return buffer.array
        }
        #expect(encode(alongWith: text) == encode(alongWith: nil))
    }

    @Test func pingsAreCutToWhatFits() {
        let bytes = Self.encode([
            .ping(ByteBuffer(repeating: 1, count: 126)), .pong(ByteBuffer(repeating: 2, count: 125)),
        ])
        let expected =
            hex("89 7D") + [UInt8](repeating: 1, count: 125) + hex("8A 7D") + [UInt8](repeating: 2, count: 125)
        #expect(bytes == expected)
    }

    @Test func aMessageIsUnderWayFromItsFirstPartToItsLast() {
        var encoder = MessageEncoder(as: .server)
        var buffer = ByteBuffer()
        let before = encoder.isWithinMessage
        encoder.write(.piece("", isFirst: true), to: &buffer)
        let within = encoder.isWithinMessage
        encoder.write(.ping(ByteBuffer()), to: &buffer)
        let afterPing = encoder.isWithinMessage
        encoder.write(.piece("b", isLast: true), to: &buffer)
        let after = encoder.isWithinMessage
        encoder.writeMessage(.text, ByteBuffer(string: "c"), to: &buffer)
        #expect([before, within, afterPing, after, encoder.isWithinMessage] == [false, true, true, false, false])
    }

    @Test func clientsMaskEveryFrameWithAnotherKey() {
        let content = [UInt8](repeating: 0, count: 300)
        let bytes = Self.encode([.binary(content), .binary(content)], as: .client)
        #expect(Decoded(bytes, from: .client).parts == [.binary(content), .binary(content)])
        // The masked zeros are the keys themselves.
        let size = bytes.count / 2
        #expect(bytes[4..<8] == bytes[8..<12])
        #expect(bytes[4..<8] != bytes[size + 4..<size + 8])
    }

    @Test func framesAreAppended() {
        var encoder = MessageEncoder(as: .client)
        var buffer = ByteBuffer(bytes: [1, 2, 3])
        encoder.writeMessage(.text, ByteBuffer(string: "x"), to: &buffer)
        #expect(buffer.readInteger(as: UInt8.self) == 1)
        #expect(buffer.readableBytes == 2 + 7)
    }
}
