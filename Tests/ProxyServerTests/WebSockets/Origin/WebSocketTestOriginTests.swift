import NIOCore
import NIOEmbedded
import Testing
import WebSocket

@testable import ProxyServer

/// The end of the built-in target (reference: behaviour 1.7).
struct WebSocketTestOriginTests {
    private let loop = EmbeddedEventLoop()
    private let session = RecordingOriginOwner()
    private let origin: WebSocketTestOrigin

    init() {
        self.origin = WebSocketTestOrigin(channelNames: ["a", "\""], eventLoop: self.loop)
        self.origin.owner = self.session
    }

    @Test func channelsAreSubscribedInTheNextTurn() {
        #expect(self.session.happened().isEmpty)
        self.loop.run()
        #expect(
            self.session.happened() == [
                #"text c:{"type":"subscribe","channel":"a"}"#, #"text c:{"type":"subscribe","channel":"\""}"#,
                "read complete",
            ]
        )
    }

    @Test(
        arguments: [
            (MessagePart.fragments("hello"), ["text m:hello"]), ([.binary("")], ["binary m:"]),
            (MessagePart.fragments("a", "b"), ["text m:a…", "text …b"]), ([.ping("p")], ["pong p"]), ([.pong("p")], []),
            ([.close(4000, "bye"), .text("late")], ["close 4000 bye"]), ([.close(nil)], ["close"]),
        ]
    )
    func partsComeBack(parts: [MessagePart], lines: [String]) {
        self.loop.run()
        _ = self.session.happened()
        for part in parts {
            self.origin.send(part)
        }
        #expect(self.session.happened() == lines)
    }

    /// What it would answer to is not read: else answers would pile up for a client that takes none.
    @Test func nothingIsWantedWhileTheClientTakesNoAnswers() {
        self.loop.run()
        _ = self.session.happened()
        self.origin.pauseReading()
        self.origin.pauseReading()
        #expect(!self.origin.isWritable)
        self.origin.resumeReading()
        self.origin.resumeReading()
        #expect(self.origin.isWritable)
        #expect(self.session.happened() == ["not writable", "writable"])
    }

    @Test(arguments: ["detach", "end", "cancel"])
    func nothingIsSentAfterTheEnd(_ way: String) {
        switch way {
        case "detach": self.origin.detach()
        case "end": self.origin.end()
        default: self.origin.cancel()
        }
        self.loop.run()
        self.origin.send(.text("late"))
        #expect(self.session.happened() == ["read complete"])
    }
}
