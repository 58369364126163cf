import GRIP
import NIOCore
import ProxyFanout
import ProxySessions
import Testing

struct PublishedItemTests {
    private static func stream(_ action: HTTPStreamItem?) -> PublishedItem {
        PublishedItem(PublishItem(channel: "c", httpStream: action))
    }

    private static func send(_ content: String) -> HTTPStreamItem {
        .send(HTTPStreamContent(content: ByteBuffer(string: content)))
    }

    @Test func contentIsFramedOnceAndShared() {
        let item = Self.stream(Self.send("hello\n"))
        #expect(item.streamChunk.map { String(buffer: $0) } == "6\r\nhello\n\r\n")
        #expect(item.streamContent.map { String(buffer: $0) } == "hello\n")
    }

    @Test(arguments: [(1, "1"), (15, "f"), (16, "10"), (255, "ff"), (4096, "1000"), (70_000, "11170")])
    func sizeOfTheChunkIsHexadecimal(count: Int, size: String) {
        let content = String(repeating: "x", count: count)
        let item = Self.stream(Self.send(content))
        #expect(item.streamChunk.map { String(buffer: $0) } == "\(size)\r\n\(content)\r\n")
        #expect(item.streamContent.map { String(buffer: $0) } == content)
    }

    /// A chunk of size zero would end the stream.
    @Test func emptyContentHasNoWireForm() {
        let item = Self.stream(Self.send(""))
        #expect(item.streamChunk == nil)
        #expect(item.streamContent == nil)
        #expect(PublishedItem.chunk(ByteBuffer()).chunk.readableBytes == 0)
        #expect(PublishedItem.chunk(ByteBuffer()).content.readableBytes == 0)
    }

    @Test(arguments: [nil, .hint, .close(CloseReason()), .refresh] as [HTTPStreamItem?])
    func itemWithoutStreamContentHasNoWireForm(action: HTTPStreamItem?) {
        let item = Self.stream(action)
        #expect(item.streamChunk == nil)
        #expect(item.streamContent == nil)
        #expect(item.channelName.text == "c")
    }
}
