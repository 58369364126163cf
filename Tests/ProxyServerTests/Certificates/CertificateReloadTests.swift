import Testing

@testable import ProxyServer

struct CertificateReloadTests {
    private let directory: TemporaryDirectory
    private let lines = RecordingLogHandler.Lines()

    init() throws {
        self.directory = try TemporaryDirectory()
    }

    private func writeOne(_ stem: String) throws {
        try self.directory.write(TestCertificates.oneCertificate, to: "\(stem).crt")
        try self.directory.write(TestCertificates.oneKey, to: "\(stem).key")
    }

    private func load(ports: [Int] = [443]) throws -> CertificateReload {
        try CertificateReload(
            CertificateDirectory(path: self.directory.path, ports: ports),
            logger: RecordingLogHandler.logger(self.lines)
        )
    }

    @Test func startTellsHowManyThereAre() throws {
        try self.writeOne("default_443")
        try self.writeOne("a.test")
        _ = try self.load()
        #expect(self.lines.all == ["[info] certificates loaded: 2"])
    }

    @Test func portWithoutADefaultIsTold() throws {
        try self.writeOne("a.test")
        _ = try self.load()
        #expect(
            self.lines.all == [
                "[info] port 443 serves only clients that ask for a host with a certificate",
                "[info] certificates loaded: 1",
            ]
        )
    }

    @Test func portWithoutAnyCertificateIsAnError() throws {
        try self.writeOne("default_444")
        let error = #expect(throws: ProxyServerError.self) { try self.load() }
        let path = self.directory.path
        #expect(
            error?.description
                == "https_ports: \(path) has no certificate for port 443; put PEM files at \(path)/default_443.crt and .key, or HOST.crt and HOST.key"
        )
    }

    @Test func brokenCertificateIsAnErrorAtStartAndAWarningLater() async throws {
        try self.writeOne("default_443")
        let reload = try self.load()
        let path = try self.directory.write("nonsense", to: "default_443.crt")
        #expect(throws: ProxyServerError.self) { try self.load() }
        await reload.reload()
        #expect(self.lines.all.count == 3)
        #expect(self.lines.all[1].hasPrefix("[warning] \(path) holds no certificate"))
        #expect(self.lines.all[1].hasSuffix("; what was loaded before stays in force"))
        #expect(self.lines.all[2] == "[info] certificates loaded: 1")
    }
}
