import NIOCore
import Testing
import WebSocket

struct SharedFrameTests {
    @Test func framesAreWhatAServerWrites() {
        #expect(SharedFrame.text(ByteBuffer(string: "Hello")).array == hex("81 05 48 65 6c 6c 6f"))
        #expect(SharedFrame.binary(ByteBuffer(bytes: [1])).array == hex("82 01 01"))
        #expect(SharedFrame.message(.text, ByteBuffer()).array == hex("81 00"))
        #expect(SharedFrame.ping(ByteBuffer(string: "p")).array == hex("89 01 70"))
        #expect(SharedFrame.pong(ByteBuffer()).array == hex("8A 00"))
        #expect(SharedFrame.close(nil).array == hex("88 00"))
        #expect(SharedFrame.close(ClosePayload(code: 1001, reason: "x")).array == hex("88 03 03 E9 78"))
    }

    @Test(arguments: [125, 126, 65_535, 65_536, 300_000])
    func longMessagesAreOneFrame(count: Int) {
        let content = [UInt8](repeating: 9, count: count)
        let frame = SharedFrame.binary(ByteBuffer(bytes: content))
        #expect(Decoded(frame.array, from: .server).parts == [.binary(content)])
    }

    @Test func controlFramesAreCutToWhatFits() {
        #expect(SharedFrame.ping(ByteBuffer(repeating: 1, count: 200)).readableBytes == 127)
        #expect(SharedFrame.pong(ByteBuffer(repeating: 1, count: 200)).readableBytes == 127)
        let reason = String(repeating: "r", count: 200)
        #expect(SharedFrame.close(ClosePayload(code: 1000, reason: reason)).readableBytes == 127)
    }

    @Test func oneCompressedFrameServesManyClients() throws {
        let text = String(repeating: "An item for everyone. ", count: 50)
        let frame = try #require(
            SharedFrame.compressedMessage(.text, ByteBuffer(string: text), streams: DeflateStreams())
        )
        #expect(frame.readableBytes < 100)
        for _ in 0..<3 {
            let decoded = Decoded(frame.array + frame.array, from: .server, deflate: DeflateParameters())
            #expect(decoded.messages == [Message(text), Message(text)])
        }
    }

    @Test func whatGetsNoShorterIsNotCompressed() {
        var generator = SeededGenerator(seed: 1)
        let noise = (0..<500).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let streams = DeflateStreams()
        #expect(SharedFrame.compressedMessage(.binary, ByteBuffer(bytes: noise), streams: streams) == nil)
        #expect(SharedFrame.compressedMessage(.text, ByteBuffer(string: "short"), streams: streams) == nil)
        #expect(SharedFrame.compressedMessage(.text, ByteBuffer(), streams: streams) == nil)
    }
}
