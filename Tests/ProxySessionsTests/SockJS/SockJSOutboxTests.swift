import NIOCore
import ProxyRouting
import ProxySessions
import Testing

struct SockJSOutboxTests {
    private static func bytes(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    @Test func messagesWaitInOrderUpToTheLimit() {
        var outbox = SockJSOutbox(limitBytes: 5)
        #expect(outbox.offer(Self.bytes("ab")) == .queued(dropped: 0))
        #expect(outbox.offerPublished(Self.bytes("cde"), policy: .close) == .queued(dropped: 0))
        #expect(outbox.offer(Self.bytes("")) == .queued(dropped: 0))
        #expect(outbox.offer(Self.bytes("f")) == .overflow)
        #expect(outbox.byteCount == 5)
        #expect(outbox.takeAll() == [Self.bytes("ab"), Self.bytes("cde"), Self.bytes("")])
        #expect(outbox.isEmpty)
        #expect(outbox.byteCount == 0)
    }

    @Test func onlyPublishedMessagesAreDropped() {
        var outbox = SockJSOutbox(limitBytes: 6)
        _ = outbox.offerPublished(Self.bytes("11"), policy: .dropOldest)
        _ = outbox.offer(Self.bytes("22"))
        _ = outbox.offerPublished(Self.bytes("33"), policy: .dropOldest)
        #expect(outbox.offerPublished(Self.bytes("4"), policy: .dropOldest) == .queued(dropped: 1))
        #expect(outbox.offerPublished(Self.bytes("5"), policy: .dropOldest) == .queued(dropped: 0))
        #expect(outbox.offerPublished(Self.bytes("666"), policy: .dropOldest) == .queued(dropped: 2))
        #expect(outbox.takeAll() == [Self.bytes("22"), Self.bytes("5"), Self.bytes("666")])
    }

    @Test func latestPublishedMessageReplacesTheOthers() {
        var outbox = SockJSOutbox(limitBytes: 100)
        _ = outbox.offerPublished(Self.bytes("1"), policy: .latest)
        _ = outbox.offer(Self.bytes("2"))
        #expect(outbox.offerPublished(Self.bytes("3"), policy: .latest) == .queued(dropped: 1))
        #expect(outbox.takeAll() == [Self.bytes("2"), Self.bytes("3")])
    }

    @Test(arguments: [.close, .dropOldest, .latest] as [SlowReaderPolicy])
    func messageThatNeverFitsIsNotTaken(_ policy: SlowReaderPolicy) {
        var outbox = SockJSOutbox(limitBytes: 3)
        #expect(outbox.offerPublished(Self.bytes("1234"), policy: policy) == .overflow)
        #expect(outbox.isEmpty)
    }
}
