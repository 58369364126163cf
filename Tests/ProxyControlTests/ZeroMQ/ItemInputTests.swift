import GRIP
import NIOCore
import ProxyControl
import ProxyFanout
import Testing

struct ItemInputTests {
    private static let message = [ByteBuffer(string: #"J{"channel":"a","http-stream":{"content":"x"}}"#)]

    private static func makeInput(
        _ fixture: ZeroMQFixture,
        _ sink: RecordingSink,
        _ socket: RecordingSocket
    ) -> ItemInput {
        let input = ItemInput(.item, eventLoop: fixture.eventLoop, sink: sink, journal: fixture.journal)
        input.attach(socket)
        return input
    }

    @Test func itemReachesTheSink() {
        let (fixture, sink, socket) = (ZeroMQFixture(.pull), RecordingSink(), RecordingSocket())
        let input = Self.makeInput(fixture, sink, socket)
        input.received(Self.message)
        input.received(Self.message)
        #expect(sink.channelNames == ["a", "a"])
        #expect(sink.patiences == [.untilQueued, .untilQueued])
        #expect(socket.told == [])
        #expect(fixture.counts == [.zmqMessages: 2])
        #expect(fixture.lines.all == [])
    }

    @Test func socketIsNotReadWhileThePublishingIsBehind() {
        let (fixture, sink, socket) = (ZeroMQFixture(.pull), RecordingSink(answersAtOnce: false), RecordingSocket())
        let input = Self.makeInput(fixture, sink, socket)
        input.received(Self.message)
        #expect(socket.told == ["pause"])
        // What was read already still comes.
        input.received(Self.message)
        #expect(socket.told == ["pause"])
        sink.finishPublish()
        #expect(socket.told == ["pause"])
        sink.finishPublish()
        #expect(socket.told == ["pause", "resume"])
        input.received(Self.message)
        #expect(socket.told == ["pause", "resume", "pause"])
        #expect(fixture.counts == [.zmqMessages: 3, .zmqInputsPaused: 2])
    }

    @Test func unusableMessageIsCountedAndLogged() {
        let (fixture, sink, socket) = (ZeroMQFixture(.pull), RecordingSink(), RecordingSocket())
        let input = Self.makeInput(fixture, sink, socket)
        input.received([ByteBuffer(string: "T5:hello,")])
        input.received([ByteBuffer(), ByteBuffer()])
        #expect(sink.publishes == [])
        #expect(fixture.counts == [.zmqMessages: 2, .zmqMessagesMalformed: 2])
        #expect(
            fixture.lines.all == [
                "[warning] IN pull: received message with invalid format: publish item object is not an object, skipping",
                "[warning] IN pull: received message with parts != 1, skipping",
            ]
        )
    }

    @Test func refusedItemIsCountedAndLogged() {
        let fixture = ZeroMQFixture(.subscribe)
        let sink = RecordingSink { _ in .refused("too much") }
        let input = Self.makeInput(fixture, sink, RecordingSocket())
        input.received(Self.message)
        #expect(fixture.counts == [.zmqMessages: 1, .zmqItemsRefused: 1])
        #expect(fixture.lines.all == ["[warning] IN sub: item refused: too much"])
    }
}
