import HTTP1
import NIOCore
import Testing

struct ChunkFramingTests {
    @Test(arguments: [
        (1, "1\r\n"), (9, "9\r\n"), (10, "a\r\n"), (15, "f\r\n"), (16, "10\r\n"), (255, "ff\r\n"), (4096, "1000\r\n"),
        (0xABCDEF, "abcdef\r\n"), (Int.max, "7fffffffffffffff\r\n"),
    ])
    func sizeIsHexadecimalWithoutLeadingZeros(size: Int, line: String) {
        var buffer = ByteBuffer()
        ChunkFraming.writeHeader(size: size, to: &buffer)
        #expect(String(buffer: buffer) == line)
    }

    /// A size of zero would end the body.
    @Test(arguments: [0, -1, Int.min])
    func noLineForNoBytes(size: Int) {
        var buffer = ByteBuffer()
        ChunkFraming.writeHeader(size: size, to: &buffer)
        #expect(buffer.readableBytes == 0)
    }

    @Test(arguments: [("hello", "5\r\nhello\r\n"), ("", "")])
    func contentIsFramedWhole(content: String, chunk: String) {
        let framed = ChunkFraming.frame(ByteBuffer(string: content), allocator: ByteBufferAllocator())
        #expect(String(buffer: framed) == chunk)
    }

    @Test func whatIsFramedIsDecoded() {
        var message = ByteBuffer(string: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        for text in ["a", String(repeating: "b", count: 300)] {
            message.writeImmutableBuffer(ChunkFraming.frame(ByteBuffer(string: text), allocator: ByteBufferAllocator()))
        }
        ChunkFraming.writeHeader(size: 2, to: &message)
        message.writeString("cc")
        message.writeImmutableBuffer(ChunkFraming.terminator)
        message.writeImmutableBuffer(ChunkFraming.last)
        let decoded = DecodedRequests(Array(message.readableBytesView))
        #expect(decoded.bodies == ["a" + String(repeating: "b", count: 300) + "cc"])
        #expect(decoded.isBetweenMessages)
    }
}
