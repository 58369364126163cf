#if canImport(Glibc)
import Glibc
import NIOCore
import NIOEmbedded
import Testing

@testable import ProxyFanout

/// Writing past the queue of a channel, over a Unix socket; the channel is there for its queue alone.
struct DirectWriterTests {
    /// The two ends of a connection, and a channel that has nothing to do with it.
    private struct Connection: ~Copyable {
        let server: CInt
        let client: Peer
        let channelOfQueue = EmbeddedChannel()

        init() throws {
            (self.server, self.client) = try Peer.pair()
        }

        deinit {
            _ = Glibc.close(self.server)
            self.client.close()
        }
    }

    @Test func whatTheKernelTakesLeavesAtOnce() throws {
        let connection = try Connection()
        var writer = DirectWriter()
        writer.open(connection.server)
        for text in ["first", "second"] {
            var bytes = ByteBuffer(string: text)
            #expect(writer.send(&bytes, over: connection.channelOfQueue))
            #expect(bytes.readableBytes == 0)
            #expect(try connection.client.receiveText(text.utf8.count) == text)
        }
    }

    @Test func whatTheKernelDoesNotTakeIsLeftForTheChannel() throws {
        let connection = try Connection()
        var writer = DirectWriter()
        writer.open(connection.server)
        let whole = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 251) }
        var bytes = ByteBuffer(bytes: whole)
        #expect(!writer.send(&bytes, over: connection.channelOfQueue))
        let rest = Array(bytes.readableBytesView)
        #expect(!rest.isEmpty && rest.count < whole.count)
        #expect(try connection.client.receive(whole.count - rest.count) + rest == whole)
    }

    @Test func nothingOvertakesWhatWaitsInTheChannel() throws {
        let connection = try Connection()
        var writer = DirectWriter()
        writer.open(connection.server)
        connection.channelOfQueue.write(ByteBuffer(string: "waits"), promise: nil)
        writer.channelWritten()
        var bytes = ByteBuffer(string: "later")
        #expect(!writer.send(&bytes, over: connection.channelOfQueue))
        #expect(bytes == ByteBuffer(string: "later"))
        connection.channelOfQueue.flush()
        #expect(writer.send(&bytes, over: connection.channelOfQueue))
        #expect(try connection.client.receiveText(5) == "later")
    }

    @Test(arguments: [false, true])
    func nothingIsSentWithoutASocket(wasOpen: Bool) throws {
        let connection = try Connection()
        var writer = DirectWriter()
        if wasOpen {
            writer.open(connection.server)
            writer.close()
        }
        var bytes = ByteBuffer(string: "hello")
        #expect(!writer.send(&bytes, over: connection.channelOfQueue))
        #expect(bytes == ByteBuffer(string: "hello"))
    }

    @Test func aBrokenConnectionShowsInTheChannelAlone() throws {
        let connection = try Connection()
        var writer = DirectWriter()
        writer.open(connection.server)
        connection.client.close()
        var bytes = ByteBuffer(string: "hello")
        #expect(!writer.send(&bytes, over: connection.channelOfQueue))
        #expect(bytes == ByteBuffer(string: "hello"))
    }
}
#endif
