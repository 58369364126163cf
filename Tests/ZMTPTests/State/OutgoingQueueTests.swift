import NIOCore
import Testing

@testable import ZMTP

struct OutgoingQueueTests {
    @Test func smallMessagesLeaveTogetherAndInOrder() {
        var queue = OutgoingQueue()
        for text in ["one", "two", "three"] {
            queue.append(ByteBuffer(string: text))
        }
        #expect(queue.messageCount == 3)
        #expect(queue.byteCount == 11)
        #expect(queue.next().map { String(buffer: $0) } == "onetwothree")
        #expect(queue.isEmpty)
        #expect(queue.messageCount == 0)
        #expect(queue.byteCount == 0)
        #expect(queue.next() == nil)
    }

    @Test func largeMessagesAreNotPutTogether() {
        var queue = OutgoingQueue()
        let sizes = [20_000, 20_000, 5, 100_000, 5]
        for size in sizes {
            queue.append(ByteBuffer(repeating: 1, count: size))
        }
        var taken: [Int] = []
        while let bytes = queue.next() {
            taken.append(bytes.readableBytes)
        }
        #expect(taken == [20_000, 20_005, 100_000, 5])
    }

    @Test(arguments: [(2, 100, [true, true, false]), (100, 7, [true, true, false]), (100, 9, [true, true, true])])
    func limitsCountMessagesAndBytes(messages: Int, bytes: Int, results: [Bool]) {
        var queue = OutgoingQueue()
        let added = (0..<3).map { _ in
            queue.append(ByteBuffer(string: "abc"), messageLimit: messages, byteLimit: bytes)
        }
        #expect(added == results)
        _ = queue.next()
        let isAdded = queue.append(ByteBuffer(string: "abc"), messageLimit: messages, byteLimit: bytes)
        #expect(isAdded)
    }
}
