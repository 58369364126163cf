import GRIP
import NIOCore
import NIOEmbedded
import ProxyFanout
import ProxyListener
import ProxyRouting
import Testing

/// Clients that read more slowly than items are published (design: slow readers).
struct SlowReaderTests {
    @Test(arguments: SlowReaderPolicy.allCases)
    func whatWaitsIsSentInOrderWhenTheClientReadsAgain(policy: SlowReaderPolicy) throws {
        let held = try HeldClient.stream(policy: policy)
        held.send("before")
        held.client.setWritable(false)
        held.send("while")
        #expect(try held.client.received() == "6\r\nbefore\r\n")
        held.client.setWritable(true)
        held.send("after")
        #expect(try held.client.received() == "5\r\nwhile\r\n5\r\nafter\r\n")
        #expect(held.client.count(.deliveriesDropped) == 0)
    }

    @Test func itemsThatFitAllWait() throws {
        let held = try HeldClient.stream(queueBytes: 30)
        held.client.setWritable(false)
        held.send("a", "b", "c", "d", "e")
        #expect(held.owner.events.isEmpty)
        held.client.setWritable(true)
        #expect(try held.client.received() == "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n1\r\nd\r\n1\r\ne\r\n")
    }

    /// Each chunk is six bytes, so the sixth passes the limit.
    @Test func clientOverTheLimitIsGivenUp() throws {
        let held = try HeldClient.stream(queueBytes: 30)
        held.client.setWritable(false)
        held.send("a", "b", "c", "d", "e", "f", "g")
        #expect(held.owner.events == [.overflowed(queuedBytes: 30)])
        #expect(held.client.count(.slowReadersClosed) == 1)
        #expect(!held.isSubscribed)
        #expect(held.publish(.stream("h")) == 0)
        // Its owner breaks the connection off; that is not counted as a client that left.
        held.exchange.responder.abort()
        held.hold?.close()
        #expect(held.client.count(.holdsLeft) == 0)
        #expect(!held.client.isOpen)
    }

    @Test func oldestItemsAreDropped() throws {
        let held = try HeldClient.stream(policy: .dropOldest, queueBytes: 13)
        held.client.setWritable(false)
        held.send("a", "b", "c", "d")
        held.client.setWritable(true)
        #expect(try held.client.received() == "1\r\nc\r\n1\r\nd\r\n")
        #expect(held.client.count(.deliveriesDropped) == 2)
        #expect(held.isSubscribed)
    }

    @Test func onlyTheLatestItemIsKept() throws {
        let held = try HeldClient.stream(policy: .latest)
        held.client.setWritable(false)
        held.send("a", "b", "c", "d")
        held.client.setWritable(true)
        #expect(try held.client.received() == "1\r\nd\r\n")
        #expect(held.client.count(.deliveriesDropped) == 3)
    }

    @Test func whatWaitsIsSentBeforeTheEnd() throws {
        let held = try HeldClient.stream()
        held.client.setWritable(false)
        held.send("a")
        held.publish(.streamAction(.close(CloseReason())))
        #expect(try held.client.received() == "1\r\na\r\n0\r\n\r\n")
        #expect(held.owner.events == [.ended])
    }

    @Test func readinessIsWhatTheQueueAndTheClientAllow() throws {
        let held = try HeldClient.stream()
        #expect(held.hold?.isWritable == true)
        held.client.connection.isWritable = false
        #expect(held.hold?.isWritable == false)
        held.send("a")
        held.client.connection.isWritable = true
        #expect(held.hold?.isWritable == false)
        held.client.setWritable(true)
        #expect(held.hold?.isWritable == true)
    }

    /// An item goes behind those that wait, although the client could take it at once.
    @Test func itemsDoNotOvertakeEachOther() throws {
        let held = try HeldClient.stream()
        held.client.connection.isWritable = false
        held.send("a")
        held.client.connection.isWritable = true
        held.send("b")
        held.client.setWritable(true)
        #expect(try held.client.received() == "1\r\na\r\n1\r\nb\r\n")
    }
}
