import NIOCore
import Testing
import WebSocket

struct CompressedEncodingTests {
    private static let sentence = "The same words again and again, the same words again and again. "

    private static func encode(_ parts: [MessagePart], as role: PeerRole = .server) -> [UInt8] {
        var encoder = MessageEncoder(as: role, deflate: DeflateParameters(), streams: DeflateStreams())
        var buffer = ByteBuffer()
        for part in parts {
            encoder.write(part, to: &buffer)
        }
        return buffer.array
    }

    @Test func aLongMessageIsCompressed() {
        let text = String(repeating: Self.sentence, count: 4)
        let bytes = Self.encode([.text(text)])
        #expect(bytes.first == 0xC1)
        #expect(bytes.count < 100)
        #expect(Decoded(bytes, from: .server, deflate: DeflateParameters()).parts == [.text(text)])
    }

    @Test func shortMessagesAndNoiseAreNot() {
        var generator = SeededGenerator(seed: 5)
        let noise = (0..<300).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let short = [UInt8](repeating: 0x61, count: 63)
        #expect(Self.encode([.binary(short)]) == [0x82, 63] + short)
        #expect(Self.encode([.binary(noise)]) == hex("82 7E 01 2C") + noise)
        #expect(Self.encode([.text("")]) == hex("81 00"))
    }

    @Test func controlFramesAreNeverCompressed() {
        let bytes = ByteBuffer(repeating: 0x61, count: 100)
        #expect(Self.encode([.ping(bytes)]).first == 0x89)
        #expect(Self.encode([.pong(bytes)]).first == 0x8A)
        #expect(Self.encode([.close(ClosePayload(code: 1000, reason: bytes))]).first == 0x88)
    }

    /// Compressed data that is held back is no frame of its own: the first frame has the bit, the last one the rest.
    @Test func partsAreCompressedAsOneMessage() {
        let bytes = Self.encode([
            .piece(Self.sentence, isFirst: true), .ping(ByteBuffer()), .piece(Self.sentence), .piece("", isLast: true),
        ])
        #expect(Array(bytes.prefix(3)) == hex("89 00 C1"))
        let decoded = Decoded(bytes, from: .server, deflate: DeflateParameters())
        #expect(decoded.messages == [Message(Self.sentence + Self.sentence)])
    }

    @Test func onlyTheFirstFrameOfSeveralHasTheBit() {
        var generator = SeededGenerator(seed: 6)
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0x20...0x5F, using: &generator) }
        let parts = stride(from: 0, to: noise.count, by: 50_000).map { start in
            MessagePart.data(
                DataPart(
                    kind: .binary,
                    bytes: ByteBuffer(bytes: noise[start..<start + 50_000]),
                    isFirst: start == 0,
                    isLast: start == 150_000,
                    isUnfragmented: false
                )
            )
        }
        let bytes = Self.encode(parts)
        var buffer = ByteBuffer(bytes: bytes)
        var flags: [UInt8] = []
        while let first = buffer.readInteger(as: UInt8.self), let length = buffer.readInteger(as: UInt8.self) {
            flags.append(first)
            let count =
                switch length {
                case 126: buffer.readInteger(as: UInt16.self).map(Int.init) ?? 0
                case 127: buffer.readInteger(as: UInt64.self).map(Int.init) ?? 0
                default: Int(length)
                }
            buffer.moveReaderIndex(forwardBy: count)
        }
        #expect(flags.count > 2)
        #expect(flags.first == 0x42)
        #expect(flags.last == 0x80)
        #expect(flags.dropFirst().dropLast().allSatisfy { $0 == 0x00 })
        let decoded = Decoded(bytes, from: .server, deflate: DeflateParameters())
        #expect(decoded.messages == [Message(kind: .binary, content: noise)])
    }

    @Test func aMessageOfEmptyPartsIsTheEmptyCompressedOne() {
        let bytes = Self.encode([.piece("", isFirst: true), .piece("", isLast: true)])
        #expect(bytes == hex("C1 01 00"))
    }

    @Test func messagesDoNotReferToEarlierOnes() {
        let text = MessagePart.text(String(repeating: Self.sentence, count: 2))
        let one = Self.encode([text])
        #expect(Self.encode([text, text]) == one + one)
    }

    @Test func aClientsCompressedFramesAreMasked() {
        let text = String(repeating: Self.sentence, count: 4)
        let bytes = Self.encode([.text(text)], as: .client)
        #expect(bytes.first == 0xC1)
        #expect(Decoded(bytes, from: .client, deflate: DeflateParameters()).parts == [.text(text)])
    }
}
