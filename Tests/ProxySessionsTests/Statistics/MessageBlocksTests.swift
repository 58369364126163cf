import GRIP
import NIOCore
import ProxySessions
import Testing

/// Reference: behaviour 8, `message_block_size`.
struct MessageBlocksTests {
    private static func item(stream: Int?, size: Int? = nil, webSocket: Int? = nil) -> PublishItem {
        PublishItem(
            channel: "c",
            httpStream: stream.map { .send(HTTPStreamContent(content: ByteBuffer(repeating: 0, count: $0))) } ?? .hint,
            webSocketMessage: webSocket.map {
                .send(WebSocketMessageContent(kind: .text, content: ByteBuffer(repeating: 0, count: $0)))
            },
            size: size
        )
    }

    @Test(arguments: [
        (item(stream: 0), 0), (item(stream: 1), 1), (item(stream: 4), 1), (item(stream: 5), 2),
        (item(stream: 5, size: 9), 3), (item(stream: 5, size: 0), 0), (item(stream: nil), 0),
        (item(stream: nil, size: 100), 0),
    ])
    func streamsTakeBlocksOfTheirContentOrTheSizeThatIsGiven(item: PublishItem, count: Int) throws {
        let blocks = try #require(MessageBlocks(bytes: 4))
        #expect(blocks.count(of: item, for: .stream) == count)
        #expect(blocks.count(of: item) == count)
    }

    @Test func theLargestFormCountsWhenAnItemIsPublished() throws {
        let blocks = try #require(MessageBlocks(bytes: 4))
        #expect(blocks.count(of: Self.item(stream: 3, webSocket: 9)) == 3)
    }

    @Test(arguments: [nil, 0, -1])
    func withoutASizeThereAreNoBlocks(bytes: Int?) {
        #expect(MessageBlocks(bytes: bytes) == nil)
    }
}
