import NIOCore
import Testing

@testable import WebSocket

struct FrameMaskTests {
    private let key: [UInt8] = [0x01, 0x20, 0x43, 0xF8]
    private let mask = FrameMask(wireKey: 0x0120_43F8)

    @Test(arguments: 0..<40)
    func everyLengthIsMaskedByteForByte(count: Int) {
        let bytes = (0..<count).map { UInt8($0) &* 7 }
        var buffer = ByteBuffer(bytes: bytes)
        var mask = self.mask
        mask.apply(to: &buffer, last: count)
        #expect(buffer.array == bytes.enumerated().map { $1 ^ self.key[$0 % 4] })
    }

    @Test(arguments: 0...29)
    func aSecondPieceGoesOnWhereTheFirstEnded(first: Int) {
        let bytes = (0..<30).map { UInt8($0) }
        var mask = self.mask
        var head = ByteBuffer(bytes: bytes[..<first])
        var tail = ByteBuffer(bytes: bytes[first...])
        mask.apply(to: &head, last: head.readableBytes)
        mask.apply(to: &tail, last: tail.readableBytes)
        #expect(head.array + tail.array == bytes.enumerated().map { $1 ^ self.key[$0 % 4] })
    }

    @Test func bytesInFrontAreLeftAlone() {
        var buffer = ByteBuffer(bytes: [0xAA, 0xBB, 0, 0, 0])
        var mask = self.mask
        mask.apply(to: &buffer, last: 3)
        #expect(buffer.array == [0xAA, 0xBB, 0x01, 0x20, 0x43])
    }

    @Test func aSharedBufferIsCopiedFirst() {
        let original = ByteBuffer(bytes: [0, 0, 0, 0, 0])
        var copy = original
        var mask = self.mask
        mask.apply(to: &copy, last: 5)
        #expect(original.array == [0, 0, 0, 0, 0])
        #expect(copy.array == [0x01, 0x20, 0x43, 0xF8, 0x01])
    }
}
