import NIOCore
import NIOEmbedded
import Testing

@testable import ProxyListener

struct RefusalHandlerTests {
    let socket = SocketHandler()
    let connection: EmbeddedChannel

    init() throws {
        self.connection = EmbeddedChannel(handlers: [self.socket, RefusalHandler(limit: 5)])
        let address = try SocketAddress(ipAddress: "192.0.2.1", port: 80)
        self.connection.connect(to: address, promise: nil)
    }

    private func received() throws -> String? {
        try self.connection.readOutbound(as: ByteBuffer.self).map { String(buffer: $0) }
    }

    @Test func clientIsToldWhenToComeBack() throws {
        let text = try #require(try self.received())
        #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(text.contains("\r\nRetry-After: 1\r\n"))
        #expect(text.contains("\r\nConnection: close\r\n"))
        #expect(text.hasSuffix("\r\n\r\nService temporarily over its limit.\n"))
        #expect(try self.received() == nil)
    }

    @Test func clientHasASecondToTakeTheAnswer() {
        #expect(self.socket.isOutputClosed)
        self.connection.embeddedEventLoop.advanceTime(by: .milliseconds(999))
        #expect(self.connection.isActive)
        self.connection.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!self.connection.isActive)
    }

    @Test func requestIsNotLookedAt() throws {
        _ = try self.received()
        try self.connection.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
        #expect(try self.received() == nil)
        #expect(try self.connection.readInbound(as: ByteBuffer.self) == nil)
    }

    @Test func clientThatLeavesFirstIsForgotten() {
        self.connection.close(promise: nil)
        self.connection.embeddedEventLoop.advanceTime(by: .seconds(5))
        #expect(!self.connection.isActive)
    }
}
