import GRIP
import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout
import Testing
import WebSocket

@testable import ProxyServer

/// Reference: websocket 4.4.
struct SockJSFramedClientTests {
    /// The end that speaks WebSocket: keeps what it is asked to do as lines.
    private final class Connection: WebSocketClient {
        weak var owner: (any WebSocketClientOwner)?
        var isWritable = true
        var lines: [String] = []

        func accept(_ head: ResponseHead) { self.lines.append("accept \(head.status)") }
        func send(_ part: MessagePart) { self.lines.append(Self.line(part)) }
        func send(_ message: PublishedMessage) {
            self.lines.append("published \(message.kind) \(String(buffer: message.content))")
        }
        func flush() {}
        func pauseReading() { self.lines.append("pause") }
        func resumeReading() { self.lines.append("resume") }
        func end() { self.lines.append("end") }
        func cut() { self.lines.append("cut") }

        static func line(_ part: MessagePart) -> String {
            switch part {
            case .data(let data):
                "\(data.isFirst ? "" : "…")\(data.kind) \(String(buffer: data.bytes))\(data.isLast ? "" : "…")"
            case .ping(let content): "ping \(String(buffer: content))"
            case .pong(let content): "pong \(String(buffer: content))"
            case .close(let payload): "close \(payload?.code ?? 0)"
            }
        }
    }

    /// The session: keeps what the client sends as lines.
    private final class Session: WebSocketClientOwner {
        var lines: [String] = []

        func clientSent(_ part: MessagePart) { self.lines.append(Connection.line(part)) }
        func clientReadComplete() { self.lines.append("flush") }
        func clientWritabilityChanged(isWritable: Bool) { self.lines.append("writable \(isWritable)") }
        func clientLost(_ reason: String) { self.lines.append("lost: \(reason)") }
    }

    private let loop = EmbeddedEventLoop()
    private let connection = Connection()
    private let session = Session()
    private let context: LoopContext
    private let client: SockJSFramedClient

    init() {
        var limits = Limits()
        limits.sockJSSessionBytes = 20
        self.context = LoopContext(eventLoop: self.loop, limits: limits)
        self.client = SockJSFramedClient(self.connection, context: self.context)
        self.client.owner = self.session
    }

    private func accept() {
        self.client.accept(ResponseHead(status: 101))
        self.connection.lines = []
    }

    private func receive(_ pieces: String..., kind: MessageKind = .text) {
        for (position, piece) in pieces.enumerated() {
            let part = DataPart(
                kind: kind,
                bytes: ByteBuffer(string: piece),
                isFirst: position == 0,
                isLast: position == pieces.count - 1,
                isUnfragmented: pieces.count == 1
            )
            self.connection.owner?.clientSent(.data(part))
        }
    }

    // MARK: To the client

    @Test func openFrameFollowsTheAcceptance() {
        self.client.accept(ResponseHead(status: 101))
        #expect(self.connection.lines == ["accept 101", "text o"])
    }

    @Test func messageBecomesAFrame() {
        self.accept()
        self.client.send(.data(DataPart(whole: .text, ByteBuffer(string: "x\"y"))))
        self.client.send(.data(DataPart(whole: .binary, ByteBuffer(bytes: [0x61, 0xFF]))))
        self.client.send(.data(DataPart(whole: .text, ByteBuffer())))
        #expect(self.connection.lines == [#"text a["x\"y"]"#, #"text a["a\ufffd"]"#, #"text a[""]"#])
    }

    @Test func partsOfAMessageAreSentAsTheyCome() {
        self.accept()
        let bytes = Array("é€".utf8)
        for (position, byte) in bytes.enumerated() {
            let part = DataPart(
                kind: .text,
                bytes: ByteBuffer(bytes: [byte]),
                isFirst: position == 0,
                isLast: position == bytes.count - 1,
                isUnfragmented: false
            )
            self.client.send(.data(part))
        }
        #expect(self.connection.lines == ["text a[\"…", "…text é…", "…text …", "…text …", "…text €\"]"])
    }

    @Test func publishedMessageBecomesAFrame() {
        self.accept()
        self.client.send(PublishedMessage(WebSocketMessageContent(kind: .binary, content: ByteBuffer(string: "x"))))
        self.client.send(PublishedMessage(WebSocketMessageContent(kind: .ping, content: ByteBuffer(string: "p"))))
        #expect(self.connection.lines == ["published text a[\"x\"]", "published ping p"])
    }

    @Test func controlFramesPassAsTheyAre() {
        self.accept()
        self.client.send(.ping(ByteBuffer(string: "p")))
        self.client.send(.close(ClosePayload(code: 3456, reason: "over")))
        self.client.end()
        #expect(self.connection.lines == ["ping p", "close 3456", "end"])
    }

    // MARK: Heartbeat

    @Test func heartbeatIsSentAgainAndAgain() {
        self.accept()
        self.loop.advanceTime(by: .seconds(24))
        #expect(self.connection.lines == [])
        self.loop.advanceTime(by: .seconds(2))
        self.loop.advanceTime(by: .seconds(26))
        #expect(self.connection.lines == ["published text h", "published text h"])
    }

    @Test func nothingIsSentOnTopOfWhatIsUnderWay() {
        self.accept()
        self.connection.isWritable = false
        self.loop.advanceTime(by: .seconds(30))
        self.connection.isWritable = true
        let begun = DataPart(kind: .text, bytes: ByteBuffer(), isFirst: true, isLast: false, isUnfragmented: true)
        self.client.send(.data(begun))
        self.loop.advanceTime(by: .seconds(30))
        #expect(self.connection.lines == ["text a[\"…"])
    }

    @Test(arguments: ["end", "cut", "lost", "forgotten"])
    func heartbeatEndsWithTheClient(_ end: String) {
        self.accept()
        switch end {
        case "end": self.client.end()
        case "cut": self.client.cut()
        case "lost": self.connection.owner?.clientLost("gone")
        default: self.client.owner = nil
        }
        self.loop.advanceTime(by: .seconds(100))
        #expect(!self.connection.lines.contains("published text h"))
        #expect(self.client.wheelPosition == nil)
    }

    // MARK: From the client

    @Test func listBecomesItsMessages() {
        self.accept()
        self.receive(#"["a","b\n"]"#)
        self.receive(#"[""#, "c", "", #""]"#)
        self.receive("[\"d\"]", kind: .binary)
        self.connection.owner?.clientReadComplete()
        #expect(self.session.lines == ["text a", "text b\n", "text c", "text d", "flush"])
    }

    @Test func emptyFrameAndEmptyListMeanNothing() {
        self.accept()
        self.receive("")
        self.receive("[]")
        #expect(self.session.lines == [])
        #expect(self.connection.lines == [])
    }

    @Test(arguments: [
        ("nojson", "Payload expected, a JSON list of strings"), ("[1]", "Payload expected, a JSON list of strings"),
        ("\"a\"", "Payload expected, a JSON list of strings"),
        (#"["123456789012345678"]"#, "Message too large, the limit is 20 bytes"),
    ])
    func clientThatSendsAnythingElseIsCut(_ text: String, _ reason: String) {
        self.accept()
        self.receive(text)
        self.receive("[\"late\"]")
        #expect(self.session.lines == ["lost: the client broke the SockJS protocol: \(reason)"])
        #expect(self.connection.lines == ["cut"])
        #expect(self.context.counters.value(.sockJSRequestsMalformed) == 1)
    }

    @Test func longListIsCutBeforeItIsComplete() {
        self.accept()
        let begun = DataPart(
            kind: .text,
            bytes: ByteBuffer(string: "[\"123456789012345678"),
            isFirst: true,
            isLast: false,
            isUnfragmented: true
        )
        self.connection.owner?.clientSent(.data(begun))
        #expect(self.connection.lines == [])
        self.connection.owner?.clientSent(
            .data(
                DataPart(
                    kind: .text,
                    bytes: ByteBuffer(string: "9"),
                    isFirst: false,
                    isLast: false,
                    isUnfragmented: true
                )
            )
        )
        #expect(self.connection.lines == ["cut"])
    }

    @Test func otherEventsPass() {
        self.accept()
        self.connection.owner?.clientSent(.pong(ByteBuffer(string: "p")))
        self.connection.owner?.clientSent(.close(ClosePayload(code: 1001)))
        self.connection.owner?.clientWritabilityChanged(isWritable: false)
        self.connection.owner?.clientLost("gone")
        self.client.pauseReading()
        self.client.resumeReading()
        #expect(self.session.lines == ["pong p", "close 1001", "writable false", "lost: gone"])
        #expect(self.connection.lines == ["pause", "resume"])
    }
}
