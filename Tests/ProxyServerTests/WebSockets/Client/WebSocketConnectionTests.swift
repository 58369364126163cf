import HTTP1
import NIOCore
import ProxyFanout
import Testing
import WebSocket

@testable import ProxyServer

/// A client that speaks WebSocket (reference: websocket 1.1, 1.4, 1.5).
struct WebSocketConnectionTests {
    // MARK: Handshake

    @Test(arguments: [nil, "permessage-deflate"])
    func handshakeIsAnswered(offer: String?) throws {
        let client = try ConnectionFixture(offer: offer, isAccepted: false)
        client.connection.accept(ResponseHead(status: 101, reason: "Ok", fields: ["Sec-WebSocket-Protocol": "chat"]))
        client.send(.text("hello"))
        var received = try client.socket.received()
        let compression = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        #expect(
            received.takeHead()
                == "HTTP/1.1 101 Ok\r\nSec-WebSocket-Protocol: chat\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                + (offer == nil ? "\r\n" : "Sec-WebSocket-Extensions: \(compression)\r\n\r\n")
        )
        #expect(try received.parts(from: .server, deflate: client.deflate) == ["text hello"])
    }

    @Test func framesSentBeforeTheAnswerAreReadAfterIt() throws {
        let client = try ConnectionFixture(isAccepted: false)
        try client.socket.send(.clientFrames(.text("early")))
        #expect(client.session.happened() == ["read complete"])
        client.connection.accept(ResponseHead(status: 101))
        #expect(client.session.happened() == ["text early"])
    }

    // MARK: Frames

    static let parts: [[MessagePart]] = [
        [.text("hello")], [.binary("")], MessagePart.fragments("a", "b", "c"), [.ping("p"), .pong("")],
        [.close(4000, "bye")], [.close(nil)], [.text(String(repeating: "long", count: 20_000))],
    ]

    @Test(arguments: parts)
    func partsOfTheOriginBecomeFrames(parts: [MessagePart]) throws {
        let client = try ConnectionFixture()
        for part in parts {
            client.send(part)
        }
        #expect(try client.received() == parts.map(\.line))
    }

    @Test(arguments: parts)
    func framesOfTheClientBecomeParts(parts: [MessagePart]) throws {
        let client = try ConnectionFixture()
        var frames = ByteBuffer()
        var encoder = MessageEncoder(as: .client)
        for part in parts {
            encoder.write(part, to: &frames)
        }
        try client.socket.send(frames)
        #expect(client.session.happened() == parts.map(\.line) + ["read complete"])
    }

    @Test func partsWaitWhileTheOriginTakesNothing() throws {
        let client = try ConnectionFixture()
        client.session.pausesAfterEachPart = true
        try client.socket.send(.clientFrames(.text("one"), .text("two")))
        #expect(client.session.happened() == ["text one", "read complete"])
        #expect(!client.socket.isRead)
        client.connection.resumeReading()
        #expect(client.session.happened() == ["text two", "read complete"])
        #expect(!client.socket.isRead)
        client.connection.resumeReading()
        #expect(client.session.happened() == ["read complete"])
        #expect(client.socket.isRead)
    }

    @Test func resumingWithoutAPauseDoesNothing() throws {
        let client = try ConnectionFixture()
        client.connection.resumeReading()
        #expect(client.session.happened().isEmpty)
    }

    // MARK: The end

    @Test func endComesAfterWhatWasSent() throws {
        let client = try ConnectionFixture()
        client.connection.send(.close(1000))
        client.connection.end()
        #expect(try client.received() == ["close 1000 "])
        #expect(client.socket.isEnded)
        try client.socket.send(.clientFrames(.text("late")))
        client.socket.leave()
        #expect(client.session.happened().isEmpty)
    }

    @Test func cutClosesAtOnce() throws {
        let client = try ConnectionFixture()
        client.connection.cut()
        #expect(!client.socket.isOpen)
        #expect(try client.received().isEmpty)
        #expect(client.session.happened().isEmpty)
    }

    @Test func clientThatLeavesIsLost() throws {
        let client = try ConnectionFixture()
        client.socket.leave()
        #expect(client.session.happened() == ["lost: the client closed its connection without a Close"])
    }

    @Test func nothingIsReadAfterAClose() throws {
        let client = try ConnectionFixture()
        try client.socket.send(.clientFrames(.close(1000), .text("late")))
        #expect(client.session.happened() == ["close 1000 ", "read complete"])
    }

    // MARK: Broken protocol

    static let faults: [(bytes: [UInt8], error: WebSocketError)] = [
        ([0x81, 0x01, 0x61], .unmaskedFrame), ([0xC1, 0x80, 0, 0, 0, 0], .reservedBits),
        ([0x83, 0x80, 0, 0, 0, 0], .unknownOpcode(3)), ([0x80, 0x80, 0, 0, 0, 0], .continuationOfNothing),
        ([0x09, 0x80, 0, 0, 0, 0], .fragmentedControlFrame),
        ([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED], .invalidCloseCode(1005)),
        ([0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF], .closeReasonNotText),
    ]

    @Test(arguments: faults)
    func clientThatBreaksTheProtocolIsToldSo(bytes: [UInt8], error: WebSocketError) throws {
        let client = try ConnectionFixture()
        var sent = ByteBuffer.clientFrames(.text("before"))
        sent.writeBytes(bytes)
        sent.writeImmutableBuffer(.clientFrames(.text("after")))
        try client.socket.send(sent)
        let reason = ClosePayload(code: error.closeCode, reason: "\(error)").reason
        #expect(try client.received() == ["close \(error.closeCode) \(String(buffer: reason))"])
        #expect(client.socket.isEnded)
        let lost = "lost: the client broke the WebSocket protocol: \(error)"
        #expect(client.session.happened() == ["text before", lost])
        #expect(client.embedded.count(.webSocketProtocolErrors) == 1)
        #expect(client.embedded.lines.all.contains { $0.hasPrefix("[info] WebSocket closed: \(error)") })
    }

    @Test func clientThatWasSentACloseGetsNoSecondOne() throws {
        let client = try ConnectionFixture()
        client.send(.close(1001))
        try client.socket.send(ByteBuffer(bytes: [0xFF, 0xFF]))
        #expect(try client.socket.received() == .originFrames(.close(1001)))
        #expect(client.socket.isEnded)
    }

    // MARK: Compression

    @Test(arguments: [String(repeating: "again and ", count: 100), "short", ""])
    func messagesAreCompressedBothWays(text: String) throws {
        let client = try ConnectionFixture(offer: "permessage-deflate")
        client.send(.text(text))
        client.publish(text)
        let sent = try client.socket.received()
        // Two headers of two bytes; short messages are left as they are.
        #expect(sent.readableBytes <= 4 + (text.count > 100 ? text.count / 10 : 2 * text.count))
        #expect(try sent.parts(from: .server, deflate: client.deflate) == ["text \(text)", "text \(text)"])
        try client.socket.send(.clientFrames(.text(text), deflate: client.deflate))
        #expect(client.session.happened() == ["text \(text)", "read complete"])
    }

    @Test func compressedBytesWithoutAnAgreementBreakTheProtocol() throws {
        let client = try ConnectionFixture()
        let text = String(repeating: "again and ", count: 100)
        try client.socket.send(.clientFrames(.text(text), deflate: DeflateParameters()))
        #expect(try client.received().first?.hasPrefix("close 1002 a reserved bit is set") == true)
    }

    // MARK: Leaks

    @Test(arguments: ["end", "cut", "leave", "break"])
    func nothingIsLeftAfterTheEnd(_ way: String) throws {
        weak var connection: WebSocketConnection?
        do {
            let client = try ConnectionFixture()
            connection = client.connection
            switch way {
            case "end": client.connection.end()
            case "cut": client.connection.cut()
            case "leave": client.socket.leave()
            default: try client.socket.send(ByteBuffer(bytes: [0xFF, 0xFF]))
            }
            #expect(connection != nil)
        }
        #expect(connection == nil)
    }
}
