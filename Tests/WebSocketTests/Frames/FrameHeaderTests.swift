import NIOCore
import Testing

@testable import WebSocket

struct FrameHeaderTests {
    struct Row: Sendable {
        let length: Int
        let unmasked: String
        let masked: String
    }

    /// The steps of the length's encoding, for the last frame of a binary message.
    static let rows = [
        Row(length: 0, unmasked: "82 00", masked: "82 80 01 02 03 04"),
        Row(length: 125, unmasked: "82 7D", masked: "82 FD 01 02 03 04"),
        Row(length: 126, unmasked: "82 7E 00 7E", masked: "82 FE 00 7E 01 02 03 04"),
        Row(length: 65_535, unmasked: "82 7E FF FF", masked: "82 FE FF FF 01 02 03 04"),
        Row(
            length: 65_536,
            unmasked: "82 7F 00 00 00 00 00 01 00 00",
            masked: "82 FF 00 00 00 00 00 01 00 00 01 02 03 04"
        ),
        Row(
            length: .max,
            unmasked: "82 7F 7F FF FF FF FF FF FF FF",
            masked: "82 FF 7F FF FF FF FF FF FF FF 01 02 03 04"
        ),
    ]

    private static func rules(_ sender: PeerRole) -> FrameHeader.Rules {
        FrameHeader.Rules(sender: sender, allowsCompression: true, requiresMinimalLengths: true)
    }

    private static func header(_ row: Row, mask: FrameMask? = nil) -> FrameHeader {
        FrameHeader(isFinal: true, opcode: .binary, payloadLength: row.length, mask: mask)
    }

    @Test(arguments: rows)
    func lengthsAreWrittenInTheFewestBytes(row: Row) {
        let header = Self.header(row)
        var unmasked = ByteBuffer()
        header.write(to: &unmasked, maskKey: nil)
        var masked = ByteBuffer()
        header.write(to: &masked, maskKey: 0x0102_0304)
        #expect(unmasked.array == hex(row.unmasked))
        #expect(masked.array == hex(row.masked))
        #expect(header.byteCount(isMasked: false) == unmasked.readableBytes)
        #expect(header.byteCount(isMasked: true) == masked.readableBytes)
    }

    @Test(arguments: rows)
    func whatIsWrittenIsRead(row: Row) throws {
        var unmasked = ByteBuffer(bytes: hex(row.unmasked) + [0xEE])
        #expect(try FrameHeader.read(from: &unmasked, rules: Self.rules(.server)) == Self.header(row))
        #expect(unmasked.array == [0xEE])
        var masked = ByteBuffer(bytes: hex(row.masked) + [0xEE])
        let mask = FrameMask(wireKey: 0x0102_0304)
        #expect(try FrameHeader.read(from: &masked, rules: Self.rules(.client)) == Self.header(row, mask: mask))
        #expect(masked.array == [0xEE])
    }

    @Test(arguments: rows)
    func nothingIsTakenOfAHeaderThatIsNotWhole(row: Row) throws {
        let bytes = hex(row.masked)
        for count in 0..<bytes.count {
            var buffer = ByteBuffer(bytes: bytes[..<count])
            #expect(try FrameHeader.read(from: &buffer, rules: Self.rules(.client)) == nil)
            #expect(buffer.readableBytes == count)
        }
    }

    @Test func theFlagsAndTheOpcodeStandInTheFirstByte() throws {
        var buffer = ByteBuffer()
        FrameHeader(isFinal: false, isCompressed: true, opcode: .text, payloadLength: 3).write(
            to: &buffer,
            maskKey: nil
        )
        FrameHeader(isFinal: true, opcode: .continuation, payloadLength: 4).write(to: &buffer, maskKey: nil)
        FrameHeader(isFinal: true, opcode: .pong, payloadLength: 5).write(to: &buffer, maskKey: nil)
        #expect(buffer.array == hex("41 03  80 04  8A 05"))
        let first = try #require(try FrameHeader.read(from: &buffer, rules: Self.rules(.server)))
        #expect(!first.isFinal && first.isCompressed && first.opcode == .text && first.payloadLength == 3)
    }
}
