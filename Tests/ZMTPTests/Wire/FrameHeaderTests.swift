import NIOCore
import Testing

@testable import ZMTP

struct FrameHeaderTests {
    struct Row: Sendable {
        let header: FrameHeader
        let bytes: [UInt8]

        init(_ bytes: [UInt8], isCommand: Bool = false, hasMore: Bool = false, length: Int) {
            self.header = FrameHeader(isCommand: isCommand, hasMore: hasMore, length: length)
            self.bytes = bytes
        }
    }

    static let rows = [
        Row([0, 0], length: 0),
        Row([1, 7], hasMore: true, length: 7),
        Row([4, 255], isCommand: true, length: 255),
        Row([2, 0, 0, 0, 0, 0, 0, 1, 0], length: 256),
        Row([3, 0, 0, 0, 0, 0, 1, 0, 0], hasMore: true, length: 65_536),
        Row([6, 0, 0, 0, 0, 0, 0, 1, 1], isCommand: true, length: 257),
        Row([2, 0x7F, 255, 255, 255, 255, 255, 255, 255], length: .max),
    ]

    @Test(arguments: rows)
    func headersAreWrittenInTheFewestBytes(row: Row) {
        var buffer = ByteBuffer()
        row.header.write(to: &buffer)
        #expect(buffer.array == row.bytes)
        #expect(row.header.byteCount == row.bytes.count)
    }

    @Test(arguments: rows)
    func whatIsWrittenIsRead(row: Row) throws {
        var input = ByteBuffer(bytes: row.bytes + [0xEE])
        #expect(try FrameHeader.read(from: &input) == row.header)
        #expect(input.array == [0xEE])
    }

    @Test(arguments: rows)
    func nothingIsTakenOfAHeaderThatIsNotWhole(row: Row) throws {
        for count in 0..<row.bytes.count {
            var input = ByteBuffer(bytes: row.bytes[..<count])
            #expect(try FrameHeader.read(from: &input) == nil)
            #expect(input.readableBytes == count)
        }
    }

    @Test func aLongLengthMayBeSmall() throws {
        var input = ByteBuffer(bytes: [2, 0, 0, 0, 0, 0, 0, 0, 3])
        #expect(try FrameHeader.read(from: &input)?.length == 3)
    }

    @Test(
        arguments: [
            ([8, 0], ZMTPError.reservedFlags(8)),
            ([0x80, 0], .reservedFlags(0x80)),
            ([5, 0], .commandWithMore),
            ([7, 0, 0, 0, 0, 0, 0, 0, 0], .commandWithMore),
            ([2, 0x80, 0, 0, 0, 0, 0, 0, 0], .lengthTooLarge),
            ([2, 255, 255, 255, 255, 255, 255, 255, 255], .lengthTooLarge),
        ] as [([UInt8], ZMTPError)]
    )
    func malformedHeadersAreRefused(bytes: [UInt8], error: ZMTPError) {
        #expect(throws: error) {
            var input = ByteBuffer(bytes: bytes)
            _ = try FrameHeader.read(from: &input)
        }
    }
}
