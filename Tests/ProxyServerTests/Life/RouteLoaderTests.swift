import GRIP
import ProxyRouting
import Testing

@testable import ProxyServer

struct RouteLoaderTests {
    private let directory: TemporaryDirectory
    private let lines = RecordingLogHandler.Lines()

    init() throws {
        self.directory = try TemporaryDirectory()
    }

    private func loader(_ source: Configuration.Routes.Source) -> RouteLoader {
        var configuration = Configuration()
        configuration.routes.source = source
        return RouteLoader(configuration, logger: RecordingLogHandler.logger(self.lines))
    }

    private func loader(file text: String) throws -> RouteLoader {
        self.loader(.file(try self.directory.write(text, to: "routes")))
    }

    // MARK: Files

    @Test func fileIsLoadedAndCounted() throws {
        let loader = try self.loader(file: "# comment\na.example localhost:3000\n* test\n")
        let snapshot = try #require(loader.load())
        #expect(snapshot.table.routes.map(\.targets.count) == [1, 1])
        #expect(!snapshot.isWelcome)
        #expect(snapshot.signers.isEmpty)
        #expect(self.lines.all == ["[info] routes loaded with 2 entries"])
    }

    @Test func badLinesAreNamedAndSkipped() throws {
        let snapshot = try #require(try self.loader(file: "a.example nonsense\n\n* test\nb.example\n").load())
        let path = self.directory.file("routes")
        #expect(snapshot.table.routes.count == 1)
        #expect(self.lines.all.count == 3)
        #expect(self.lines.all[0] == "[warning] \(path):1:11: target bad format")
        #expect(self.lines.all[1].hasPrefix("[warning] \(path):4:"))
        #expect(self.lines.all[2] == "[info] routes loaded with 1 entries")
    }

    @Test func emptyFileIsATableWithoutRoutes() throws {
        let snapshot = try #require(try self.loader(file: "").load())
        #expect(snapshot.table.routes.isEmpty)
        #expect(self.lines.all == ["[info] routes loaded with 0 entries"])
    }

    @Test func fileThatCannotBeReadIsReported() {
        let path = self.directory.file("missing")
        #expect(self.loader(.file(path)).load() == nil)
        #expect(self.lines.all == ["[warning] unable to open routes file: \(path): No such file or directory"])
    }

    @Test func fileIsReadAnewEachTime() throws {
        let loader = try self.loader(file: "* test\n")
        #expect(loader.load()?.table.routes.count == 1)
        try self.directory.write("* test\na.example test\n", to: "routes")
        #expect(loader.load()?.table.routes.count == 2)
    }

    // MARK: Lines

    @Test func linesOfTheCommandLineAreNotWatched() throws {
        let loader = self.loader(.lines(["a.example test", "nonsense"]))
        let snapshot = try #require(loader.load())
        #expect(snapshot.table.routes.count == 1)
        #expect(!snapshot.isWelcome)
        #expect(self.lines.all.first?.hasPrefix("[warning] <route>:1:") == true)
    }

    @Test func onlyTheBuiltInRoutesAreTheWelcome() throws {
        #expect(try #require(self.loader(Configuration.Routes.builtIn).load()).isWelcome)
        #expect(try #require(try self.loader(file: "* test\n").load()).isWelcome == false)
    }

    // MARK: Keys

    @Test func routesWithIssuerAndKeySignForThemselves() throws {
        let snapshot = try #require(
            try self.loader(
                file: """
                    a.example,id=own,sig_iss=me,sig_key=secret test
                    b.example,id=key,sig_key=secret test
                    c.example,id=issuer,sig_iss=me test
                    d.example,id=empty,sig_iss=me,sig_key= test

                    """
            ).load()
        )
        #expect(Array(snapshot.signers.keys) == ["own"])
        let signer = try #require(snapshot.signers["own"])
        let token = try GripToken.sign(issuer: signer.issuer, expires: 2000, key: signer.key)
        let key = try GripKey(parsing: "secret") { _ in [] }
        #expect(GripToken.verify(token, key: key, now: 1000)?.issuer == "me")
    }

    @Test func keyFileIsLookedForBesideTheRoutesFile() throws {
        try self.directory.write("736563726574\n", to: "key")
        let line = "a.example,id=own,sig_iss=me,sig_key=file:key test"
        #expect(try #require(try self.loader(file: line).load()).signers["own"] != nil)
        let absolute = "a.example,id=own,sig_iss=me,sig_key=file:\(self.directory.file("key")) test"
        #expect(try #require(try self.loader(file: absolute).load()).signers["own"] != nil)
        #expect(try #require(self.loader(.lines([absolute])).load()).signers["own"] != nil)
    }

    @Test(arguments: ["file:missing", "base64:", "-----BEGIN nonsense"])
    func keyThatCannotBeUsedIsReportedWithoutTheSecret(key: String) throws {
        let snapshot = try #require(
            try self.loader(file: "a.example,id=own,sig_iss=me,sig_key=\"\(key)\" test").load()
        )
        #expect(snapshot.table.routes.count == 1)
        #expect(snapshot.signers.isEmpty)
        let line = try #require(self.lines.all.first)
        #expect(line.hasPrefix("[warning] route own: sig_key cannot be used"))
        #expect(!line.contains("nonsense"))
    }

    @Test func missingClientCertificateIsReported() throws {
        let snapshot = try #require(try self.loader(file: "* localhost:1,ssl,client_cert=/missing\n").load())
        #expect(snapshot.table.routes.isEmpty)
        #expect(self.lines.all.first?.hasSuffix("failed to open /missing: No such file or directory") == true)
    }
}
