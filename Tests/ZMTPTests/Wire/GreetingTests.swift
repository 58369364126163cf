import NIOCore
import Testing

@testable import ZMTP

struct GreetingTests {
    @Test func theGreetingHas64Bytes() {
        var buffer = ByteBuffer()
        Greeting.own.write(to: &buffer)
        #expect(buffer.readableBytes == Greeting.byteCount)
    }
}
