import NIOCore
import Testing
import WebSocket

/// The examples of RFC 6455, section 5.7, byte for byte.
struct RFC6455ExamplesTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let what: String
        let bytes: [UInt8]
        let peer: PeerRole
        let parts: [MessagePart]

        var testDescription: String { self.what }
    }

    private static let zeros256 = [UInt8](repeating: 0, count: 256)
    private static let zeros64K = [UInt8](repeating: 0, count: 65_536)

    static let examples = [
        Example(
            what: "unmasked text",
            bytes: hex("81 05 48 65 6c 6c 6f"),
            peer: .server,
            parts: [.text("Hello")]
        ),
        Example(
            what: "masked text",
            bytes: hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"),
            peer: .client,
            parts: [.text("Hello")]
        ),
        Example(
            what: "fragmented unmasked text",
            bytes: hex("01 03 48 65 6c  80 02 6c 6f"),
            peer: .server,
            parts: [.piece("Hello", isFirst: true, isLast: true)]
        ),
        Example(
            what: "unmasked ping",
            bytes: hex("89 05 48 65 6c 6c 6f"),
            peer: .server,
            parts: [.ping(ByteBuffer(string: "Hello"))]
        ),
        Example(
            what: "masked pong",
            bytes: hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58"),
            peer: .client,
            parts: [.pong(ByteBuffer(string: "Hello"))]
        ),
        Example(
            what: "256 bytes of binary",
            bytes: hex("82 7E 01 00") + zeros256,
            peer: .server,
            parts: [.binary(zeros256)]
        ),
        Example(
            what: "64 KiB of binary",
            bytes: hex("82 7F 00 00 00 00 00 01 00 00") + zeros64K,
            peer: .server,
            parts: [.binary(zeros64K)]
        ),
    ]

    @Test(arguments: examples)
    func examplesAreDecoded(example: Example) {
        let cuts =
            example.bytes.count < 1000 ? Cut.all(count: example.bytes.count) : [.whole, .byteByByte, .at(9), .at(70)]
        for cut in cuts {
            let decoded = Decoded(example.bytes, from: example.peer, cut: cut)
            #expect(decoded.parts == example.parts, "\(cut)")
            #expect(decoded.error == nil && decoded.hasProperMessages, "\(cut)")
        }
    }

    @Test(arguments: examples.filter { $0.peer == .server && !$0.what.hasPrefix("fragmented") })
    func examplesOfAServerAreEncoded(example: Example) {
        var encoder = MessageEncoder(as: .server)
        var buffer = ByteBuffer()
        for part in example.parts {
            encoder.write(part, to: &buffer)
        }
        #expect(buffer.array == example.bytes)
    }

    @Test func theFragmentedExampleIsEncoded() {
        var encoder = MessageEncoder(as: .server)
        var buffer = ByteBuffer()
        encoder.write(.piece("Hel", isFirst: true), to: &buffer)
        encoder.write(.piece("lo", isLast: true), to: &buffer)
        #expect(buffer.array == hex("01 03 48 65 6c  80 02 6c 6f"))
    }
}
