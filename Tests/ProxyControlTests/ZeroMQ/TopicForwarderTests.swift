import NIOEmbedded
import ProxyControl
import ProxySessions
import Testing

struct TopicForwarderTests {
    @Test func changesAreCarriedOutInOrderOnTheLoop() {
        let (socket, eventLoop) = (RecordingSocket(), EmbeddedEventLoop())
        let forwarder = TopicForwarder(to: socket, on: eventLoop)
        forwarder.subscriptionBegan(on: ChannelName("a"))
        forwarder.subscriptionBegan(on: ChannelName("ä"))
        forwarder.subscriptionEnded(on: ChannelName("a"))
        #expect(socket.told == [])
        eventLoop.run()
        #expect(socket.told == ["+a", "+ä", "-a"])
        forwarder.subscriptionBegan(on: ChannelName("a"))
        eventLoop.run()
        #expect(socket.told == ["+a", "+ä", "-a", "+a"])
    }
}
