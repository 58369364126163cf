import Foundation
import HTTP1
import NIOCore
import NIOSSL
import ProxyFanout
import Testing

@testable import ProxyUpstream

/// TLS to origins: reference, behaviour 1.5 and 7.3.
struct TLSTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    private static let answered: [RecordingReceiver.Event] = [.head(200, .length(2)), .body("ok"), .end]

    private static func certificate(_ pem: String) throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(pem.utf8), format: .pem)
    }

    private func makeOrigin(
        certificate: String = TestCertificates.origin,
        wantsClientCertificate: Bool = false,
        answer: @escaping @Sendable (LoopbackOrigin.Request) -> LoopbackOrigin.Answer = { _ in .send(Self.answer) }
    ) async throws -> LoopbackOrigin {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try Self.certificate(certificate))],
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array(TestCertificates.originKey.utf8), format: .pem)
            )
        )
        if wantsClientCertificate {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates([try Self.certificate(TestCertificates.authority)])
        }
        return try await LoopbackOrigin(tls: NIOSSLContext(configuration: configuration), answer: answer)
    }

    private func makeClient(limits: Limits = Limits(), trustsAuthority: Bool = true) async throws -> SocketClient {
        let roots = trustsAuthority ? [try Self.certificate(TestCertificates.authority)] : []
        return try await SocketClient(
            limits: limits,
            tlsContexts: TLSContextCache(trustRoots: .certificates(roots))
        )
    }

    private func endpoint(_ origin: LoopbackOrigin, _ tls: OriginTLS) -> OriginEndpoint {
        OriginEndpoint(host: "127.0.0.1", port: origin.port, tls: tls)
    }

    @Test(arguments: [
        (TestCertificates.origin, "origin.test"), (TestCertificates.origin, "ORIGIN.test"),
        (TestCertificates.address, "127.0.0.1"),
    ])
    func certificateForTheServerNameOrAddressHolds(certificate: String, serverName: String) async throws {
        let origin = try await self.makeOrigin(certificate: certificate)
        let client = try await self.makeClient()
        let endpoint = self.endpoint(origin, OriginTLS(serverName: serverName))
        for _ in 0..<2 {
            #expect(try await client.request(to: endpoint) == Self.answered)
        }
        #expect(origin.connectionCount == 1)
        try await origin.stop()
    }

    @Test(arguments: [
        ("other.test", true),
        ("127.0.0.1", true),
        ("[::1]", true),
        ("origin.test", false),
        ("", true),
        ("origin\u{0}.test", true),
        (String(repeating: "x", count: 256), true),
    ])
    func certificateThatDoesNotHoldMovesOn(serverName: String, trustsAuthority: Bool) async throws {
        let origin = try await self.makeOrigin()
        let client = try await self.makeClient(trustsAuthority: trustsAuthority)
        let endpoint = self.endpoint(origin, OriginTLS(serverName: serverName))
        #expect(try await client.request(to: endpoint) == [.failed(.tlsFailure, .nextTarget)])
        #expect(origin.receivedByteCount == 0)
        try await origin.stop()
    }

    @Test func insecureTargetTakesAnyCertificate() async throws {
        let origin = try await self.makeOrigin()
        let client = try await self.makeClient(trustsAuthority: false)
        let endpoint = self.endpoint(origin, OriginTLS(serverName: "other.test", verifiesCertificate: false))
        #expect(try await client.request(to: endpoint) == Self.answered)
        try await origin.stop()
    }

    @Test func connectionsAreNotSharedBetweenServerNames() async throws {
        let origin = try await self.makeOrigin()
        let client = try await self.makeClient()
        for name in ["a.test", "b.test"] {
            let tls = OriginTLS(serverName: name, verifiesCertificate: false)
            #expect(try await client.request(to: self.endpoint(origin, tls)) == Self.answered)
        }
        #expect(origin.connectionCount == 2)
        try await origin.stop()
    }

    @Test func plainOriginIsATLSFailure() async throws {
        let origin = try await LoopbackOrigin { _ in .send("HTTP/1.1 400 Bad Request\r\n\r\n") }
        let client = try await self.makeClient()
        let endpoint = self.endpoint(origin, OriginTLS(serverName: "origin.test"))
        #expect(try await client.request(to: endpoint) == [.failed(.tlsFailure, .nextTarget)])
        try await origin.stop()
    }

    @Test func originThatClosesInTheHandshakeMovesOn() async throws {
        let origin = try await LoopbackOrigin { _ in .close }
        let client = try await self.makeClient()
        let endpoint = self.endpoint(origin, OriginTLS(serverName: "origin.test"))
        #expect(try await client.request(to: endpoint) == [.failed(.tlsFailure, .nextTarget)])
        try await origin.stop()
    }

    @Test func originThatDoesNotShakeHandsTimesOut() async throws {
        var limits = Limits()
        limits.originConnectTimeout = .milliseconds(50)
        let origin = try await LoopbackOrigin { _ in .wait }
        let client = try await self.makeClient(limits: limits)
        let endpoint = self.endpoint(origin, OriginTLS(serverName: "origin.test"))
        #expect(try await client.request(to: endpoint) == [.failed(.connectTimeout, .nextTarget)])
        #expect(await origin.nextClose() == 0)
        try await origin.stop()
    }

    // MARK: Client certificates

    @Test(arguments: [true, false])
    func clientCertificateIsPresented(keyIsSeparate: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = folder.appending(path: "client.pem")
        let key = folder.appending(path: "client.key")
        let both = TestCertificates.client + "\n" + TestCertificates.clientKey
        try Data((keyIsSeparate ? TestCertificates.client : both).utf8).write(to: certificate)
        try Data(TestCertificates.clientKey.utf8).write(to: key)

        let origin = try await self.makeOrigin(wantsClientCertificate: true)
        let client = try await self.makeClient()
        let tls = OriginTLS(
            serverName: "origin.test",
            clientCertificatePath: certificate.path(),
            clientKeyPath: keyIsSeparate ? key.path() : nil
        )
        #expect(try await client.request(to: self.endpoint(origin, tls)) == Self.answered)
        try await origin.stop()
    }

    @Test func missingClientCertificateMovesOn() async throws {
        let origin = try await self.makeOrigin(wantsClientCertificate: true)
        let client = try await self.makeClient()
        let endpoint = self.endpoint(origin, OriginTLS(serverName: "origin.test"))
        #expect(try await client.request(to: endpoint) == [.failed(.tlsFailure, .nextTarget)])
        try await origin.stop()
    }

    @Test func unreadableClientCertificateMovesOn() async throws {
        let origin = try await self.makeOrigin()
        let client = try await self.makeClient()
        let tls = OriginTLS(serverName: "origin.test", clientCertificatePath: "/nonexistent/client.pem")
        #expect(try await client.request(to: self.endpoint(origin, tls)) == [.failed(.tlsFailure, .nextTarget)])
        #expect(origin.receivedByteCount == 0)
        try await origin.stop()
    }

    // MARK: Ends

    @Test func bodyUntilTheClosingMessageIsWhole() async throws {
        let origin = try await self.makeOrigin { _ in .finish("HTTP/1.1 200 OK\r\n\r\nall of it") }
        let client = try await self.makeClient()
        let endpoint = self.endpoint(origin, OriginTLS(serverName: "origin.test"))
        #expect(try await client.request(to: endpoint) == [.head(200, .untilClose), .body("all of it"), .end])
        #expect(await origin.nextClose() == 0)
        try await origin.stop()
    }

    @Test func originNoticesThatTheClientLeft() async throws {
        let origin = try await self.makeOrigin { _ in
            .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")
        }
        let client = try await self.makeClient()
        let endpoint = self.endpoint(origin, OriginTLS(serverName: "origin.test"))
        async let request = client.request(
            to: endpoint,
            onEvent: { running, event in
                if case .body = event {
                    running.exchange?.cancel()
                    running.finish()
                }
            }
        )
        #expect(await origin.nextClose() == 0)
        _ = try await request
        try await origin.stop()
    }

    @Test func bigBodyArrivesWhole() async throws {
        let size = 8 << 20
        let origin = try await self.makeOrigin { _ in
            .stream(head: "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n", byteCount: size)
        }
        let client = try await self.makeClient()
        let endpoint = self.endpoint(origin, OriginTLS(serverName: "origin.test"))
        let events = try await client.request(
            to: endpoint,
            keepsBody: false,
            onEvent: { running, event in
                if case .body = event {
                    let bound = NIOLoopBound(running, eventLoop: client.loop)
                    running.exchange?.pauseReading()
                    client.loop.execute { bound.value.exchange?.resumeReading() }
                }
            }
        )
        #expect(events == [.head(200, .length(size)), .end])
        try await origin.stop()
    }
}
