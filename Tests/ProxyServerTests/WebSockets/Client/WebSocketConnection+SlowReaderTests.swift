import GRIP
import NIOCore
import ProxyFanout
import ProxyRouting
import Testing
import WebSocket

@testable import ProxyServer

/// Clients that do not take what is published as fast as it comes.
struct WebSocketConnectionSlowReaderTests {
    private static let fragments = MessagePart.fragments("a", "b")

    @Test func messagesWaitForTheClientInTheirOrder() throws {
        let client = try ConnectionFixture()
        client.socket.setWritable(false)
        client.publish("one", "two")
        client.publish("p", kind: .ping)
        #expect(try client.received().isEmpty)
        client.socket.setWritable(true)
        #expect(try client.received() == ["text one", "text two", "ping p"])
        #expect(client.session.happened() == ["not writable", "writable"])
    }

    // MARK: Policies

    /// Eight messages of 10 bytes with their headers, where 30 bytes may wait.
    @Test(
        arguments: [
            (SlowReaderPolicy.dropOldest, ["text 00000006", "text 00000007", "text 00000008"], 5),
            (.latest, ["text 00000008"], 7),
        ]
    )
    func olderMessagesMakeRoomForNewOnes(policy: SlowReaderPolicy, lines: [String], dropped: Int) throws {
        let client = try ConnectionFixture(policy: policy, queueBytes: 30)
        client.socket.setWritable(false)
        for number in 1...8 {
            client.publish("0000000\(number)")
        }
        client.socket.setWritable(true)
        #expect(try client.received() == lines)
        #expect(client.embedded.count(.deliveriesDropped) == dropped)
        #expect(client.socket.isOpen)
    }

    @Test func clientThatIsTooSlowIsClosed() throws {
        let client = try ConnectionFixture(policy: .close, queueBytes: 30)
        client.socket.setWritable(false)
        client.publish("00000001", "00000002", "00000003")
        #expect(client.socket.isOpen)
        client.publish("4")
        #expect(!client.socket.isOpen)
        #expect(
            client.session.happened() == [
                "not writable", "lost: it let more than client_queue_bytes (30 bytes) wait",
            ]
        )
        #expect(client.embedded.count(.slowReadersClosed) == 1)
        #expect(client.embedded.lines.all.contains { $0.hasPrefix("[warning] slow reader closed: it let more than") })
    }

    // MARK: Within a message of the origin's

    /// A message without a shared frame is encoded while the encoder is within another one.
    @Test(arguments: [nil, "permessage-deflate"], ["published", String(repeating: "published ", count: 100)])
    func messagesWaitForTheEndOfAFragmentedOne(offer: String?, text: String) throws {
        let client = try ConnectionFixture(offer: offer)
        client.send(Self.fragments[0])
        client.publish(text)
        client.publish("p", kind: .ping)
        // Of a compressed message the first bytes may come with the last ones.
        let sooner = try client.socket.received()
        client.send(Self.fragments[1], .text("next"))
        var received = sooner
        received.writeImmutableBuffer(try client.socket.received())
        let lines = try received.parts(from: .server, deflate: client.deflate)
        let message = lines.filter { !$0.hasSuffix(text) }.prefix { $0 != "ping p" }.joined()
        #expect(["text a…text …b", "text ab"].contains(message))
        #expect(lines.suffix(3) == ["text \(text)", "ping p", "text next"])
        #expect(try !sooner.parts(from: .server, deflate: client.deflate).contains("text \(text)"))
    }

    @Test func controlFramesMayComeWithinAMessage() throws {
        let client = try ConnectionFixture()
        client.send(Self.fragments[0])
        client.publish("p", kind: .ping)
        client.publish("q", kind: .pong)
        client.send(Self.fragments[1])
        #expect(try client.received() == ["text a…", "ping p", "pong q", "text …b"])
    }

    @Test func messagesWaitForBothTheMessageAndTheClient() throws {
        let client = try ConnectionFixture()
        client.send(Self.fragments[0])
        client.publish("one")
        client.socket.setWritable(false)
        client.send(Self.fragments[1])
        client.publish("two")
        #expect(try client.received() == ["text a…", "text …b"])
        client.socket.setWritable(true)
        #expect(try client.received() == ["text one", "text two"])
    }

    @Test func messagesThatWaitedComeBeforeAClose() throws {
        let client = try ConnectionFixture()
        client.socket.setWritable(false)
        client.publish("one")
        client.send(.close(1000))
        #expect(try client.received() == ["text one", "close 1000 "])
    }

    @Test func messagesThatWaitForTheEndOfAnotherOneAreLostToAClose() throws {
        let client = try ConnectionFixture()
        client.send(Self.fragments[0])
        client.publish("one")
        client.send(.close(1000))
        client.socket.setWritable(false)
        client.socket.setWritable(true)
        #expect(try client.received() == ["text a…", "close 1000 "])
    }

    /// What waited may fill the window again.
    @Test func sessionIsToldHowTheWindowIsAfterTheQueue() throws {
        let client = try ConnectionFixture()
        client.socket.setWritable(false)
        client.publish("one")
        _ = client.session.happened()
        client.connection.writabilityChanged(isWritable: true)
        #expect(client.session.happened() == ["not writable"])
    }
}
