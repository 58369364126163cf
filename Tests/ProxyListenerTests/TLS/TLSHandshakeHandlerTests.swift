import NIOCore
import NIOEmbedded
import NIOSSL
import ProxyFanout
import Testing

@testable import ProxyListener

struct TLSHandshakeHandlerTests {
    /// An alert `unrecognized_name` that ends the connection.
    private static let unrecognizedName: [UInt8] = [21, 3, 1, 0, 2, 2, 112]

    @Test(arguments: [1, 7, 100, Int.max])
    func requestIsServedAfterTheHandshake(piece: Int) throws {
        let client = try EmbeddedTLSClient([.port(443): try .one()])
        try client.speakTLS(serverName: nil, piece: piece)
        try client.sendSecured("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let exchange = try #require(client.dispatcher.exchanges.first)
        #expect(exchange.responder.info.isTLS)
        exchange.answer("ok")
        #expect(try client.receivedSecured().hasSuffix("ok"))
        #expect(client.count(.clientHandshakesFailed) == 0)
    }

    @Test func certificateIsChosenByName() throws {
        let trusted = try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.oneCertificate.utf8))
        let client = try EmbeddedTLSClient([.host("one.test"): try .one(), .port(443): try .two()])
        try client.speakTLS(serverName: "one.test") { configuration in
            configuration.certificateVerification = .fullVerification
            configuration.trustRoots = .certificates(trusted)
        }
        try client.sendSecured("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.dispatcher.exchanges.count == 1)
    }

    @Test func nameWithoutCertificateIsRefusedWithAnAlert() throws {
        let client = try EmbeddedTLSClient([.host("one.test"): try .one()])
        #expect(throws: (any Error).self) {
            try client.speakTLS(serverName: "two.test")
        }
        #expect(!client.isOpen)
        #expect(client.count(.clientHandshakesFailed) == 1)
    }

    @Test func clientWithoutNameNeedsTheDefault() throws {
        let client = try EmbeddedTLSClient([.host("one.test"): try .one()])
        try client.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
        #expect(try client.received() == Self.unrecognizedName)
        #expect(!client.isOpen)
        #expect(client.count(.clientHandshakesFailed) == 1)
    }

    @Test(arguments: [
        Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), Array(repeating: 0, count: 100),
        [22, 3, 1, 0, 5, 1, 0, 0, 1, 0], Array(repeating: 22, count: 70_000),
    ])
    func whatIsNoHelloFails(bytes: [UInt8]) throws {
        let client = try EmbeddedTLSClient([.port(443): try .one()])
        // The failed handshake is told by an error; here only its effect counts.
        try? client.send(bytes)
        client.loop.run()
        #expect(!client.isOpen)
        #expect(client.count(.clientHandshakesFailed) == 1)
        #expect(client.dispatcher.exchanges.isEmpty)
    }

    @Test(arguments: [[], [22, 3, 1, 2], Array("GE".utf8)])
    func clientThatLeavesEarlyIsCounted(bytes: [UInt8]) throws {
        let client = try EmbeddedTLSClient([.port(443): try .one()])
        try client.send(bytes)
        client.connection.close(promise: nil)
        client.loop.run()
        #expect(client.count(.clientHandshakesFailed) == 1)
    }

    @Test(arguments: [[], [22, 3, 1, 2]])
    func handshakeHasATime(bytes: [UInt8]) throws {
        var limits = Limits()
        limits.clientHandshakeTimeout = .seconds(3)
        let client = try EmbeddedTLSClient([.port(443): try .one()], limits: limits)
        try client.send(bytes)
        client.loop.advanceTime(by: .seconds(2))
        #expect(client.isOpen)
        client.loop.advanceTime(by: .seconds(2))
        #expect(!client.isOpen)
        #expect(client.count(.clientHandshakeTimeouts) == 1)
        #expect(client.count(.clientHandshakesFailed) == 0)
    }

    @Test func timeOfTheHandshakeEndsWithIt() throws {
        let client = try EmbeddedTLSClient([.port(443): try .one()])
        try client.speakTLS(serverName: nil)
        client.loop.advanceTime(by: .seconds(30))
        #expect(client.isOpen)
        try client.sendSecured("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.dispatcher.exchanges.count == 1)
    }
}
