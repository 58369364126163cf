import Logging
import NIOCore
import NIOEmbedded
import NIOSSL
import ProxyFanout
import Testing

@testable import ProxyListener

/// A connection to a TLS port without a socket; the test may speak TLS on it, or send bytes as they are.
final class EmbeddedTLSClient {
    let loop = EmbeddedEventLoop()
    let context: LoopContext
    let dispatcher = RecordingDispatcher()
    let gate = ConnectionGate(limit: 1)
    /// The server's side.
    let connection: EmbeddedChannel
    /// The client's side, once it speaks TLS.
    private var client: EmbeddedChannel?

    init(_ certificates: [CertificateName: ServerCertificate], limits: Limits = Limits()) throws {
        self.context = LoopContext(eventLoop: self.loop, limits: limits)
        let service = ConnectionService(
            context: self.context,
            dispatcher: self.dispatcher,
            parked: ParkedConnections(context: self.context, lot: nil),
            gate: self.gate,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        self.connection = EmbeddedChannel(loop: self.loop)
        try TLSHandshakeHandler.begin(
            on: self.connection,
            service: service,
            pass: ConnectionPass(self.gate),
            info: ConnectionInfo(peer: nil, transport: .tcp, isTLS: true),
            certificates: CertificateStore(certificates),
            port: 443
        )
        self.connection.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 80), promise: nil)
    }

    /// Sends bytes as they are.
    func send(_ bytes: [UInt8]) throws {
        try self.connection.writeInbound(ByteBuffer(bytes: bytes))
    }

    /// What was sent to the client as it is.
    func received() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try self.connection.readOutbound(as: ByteBuffer.self) {
            bytes += part.readableBytesView
        }
        return bytes
    }

    /// Begins to speak TLS.
    ///
    /// - Parameters:
    ///   - serverName: whom the client asks for.
    ///   - piece: how many bytes of the client arrive at a time.
    ///   - change: changes what the client is willing to do.
    /// - Throws: what the client has against the handshake.
    func speakTLS(
        serverName: String?,
        piece: Int = .max,
        change: (inout TLSConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        change(&configuration)
        let handler = try NIOSSLClientHandler(
            context: try NIOSSLContext(configuration: configuration),
            serverHostname: serverName
        )
        let client = EmbeddedChannel(handler: handler, loop: self.loop)
        client.connect(to: try SocketAddress(ipAddress: "192.0.2.2", port: 443), promise: nil)
        self.client = client
        try self.exchange(piece: piece)
    }

    /// Sends text within TLS.
    func sendSecured(_ text: String) throws {
        let client = try #require(self.client)
        try client.writeOutbound(ByteBuffer(string: text))
        try self.exchange()
    }

    /// What came within TLS.
    func receivedSecured() throws -> String {
        try self.exchange()
        let client = try #require(self.client)
        var text = ""
        while let part = try client.readInbound(as: ByteBuffer.self) {
            text += String(buffer: part)
        }
        return text
    }

    /// Carries bytes both ways until both sides are silent.
    private func exchange(piece: Int = .max) throws {
        let client = try #require(self.client)
        var isSilent = false
        while !isSilent {
            isSilent = true
            while var bytes = try client.readOutbound(as: ByteBuffer.self) {
                isSilent = false
                while let part = bytes.readSlice(length: min(piece, bytes.readableBytes)), part.readableBytes > 0 {
                    try self.connection.writeInbound(part)
                }
            }
            while let bytes = try self.connection.readOutbound(as: ByteBuffer.self) {
                isSilent = false
                try client.writeInbound(bytes)
            }
            self.loop.run()
        }
    }

    var isOpen: Bool { self.connection.isActive }

    func count(_ counter: Counter) -> Int {
        self.context.counters.value(counter)
    }
}
