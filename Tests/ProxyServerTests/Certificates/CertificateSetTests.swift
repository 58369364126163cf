import ProxyListener
import Testing

@testable import ProxyServer

struct CertificateSetTests {
    private let directory: TemporaryDirectory
    private let now = UnixTime.now()

    init() throws {
        self.directory = try TemporaryDirectory()
    }

    private func files(ports: [Int] = [443]) -> CertificateDirectory {
        CertificateDirectory(path: self.directory.path, ports: ports)
    }

    private func writeOne(_ stem: String) throws {
        try self.directory.write(TestCertificates.oneCertificate, to: "\(stem).crt")
        try self.directory.write(TestCertificates.oneKey, to: "\(stem).key")
    }

    private func writeTwo(_ stem: String) throws {
        try self.directory.write(TestCertificates.twoCertificate, to: "\(stem).crt")
        try self.directory.write(TestCertificates.twoKey, to: "\(stem).key")
    }

    private func names(_ set: CertificateSet) -> [String] {
        set.certificates.keys.map(\.fileStem).sorted()
    }

    // MARK: Listing

    @Test func onlyPairsOfHostsAndDefaultsOfOpenPortsCount() throws {
        for stem in ["a.test", "_.test", "default_443", "default_444", "*.star"] {
            try self.writeOne(stem)
        }
        for name in ["chain.crt", "lonely.key", "notes.txt", "default_8443.crt"] {
            try self.directory.write("", to: name)
        }
        let listed = try self.files(ports: [443, 8443]).list()
        #expect(listed.keys.map(\.fileStem).sorted() == ["_.test", "a.test", "default_443", "default_8443"])
        #expect(listed[.host("a.test")]?.certificatePath == self.directory.file("a.test.crt"))
        #expect(listed[.host("a.test")]?.keyPath == self.directory.file("a.test.key"))
    }

    @Test func listingChangesWithTheFiles() throws {
        try self.writeOne("a.test")
        let before = try self.files().list()
        #expect(try self.files().list() == before)
        try self.directory.write(TestCertificates.twoKey, to: "a.test.key")
        #expect(try self.files().list() != before)
    }

    @Test func missingDirectoryIsReported() throws {
        let missing = CertificateDirectory(path: self.directory.file("missing"), ports: [443])
        #expect(throws: FileReadingError.self) { try missing.list() }
        var set = CertificateSet()
        let problems = set.update(from: missing, now: self.now).problems
        #expect(
            problems.map(\.description)
                == ["\(self.directory.file("missing")) cannot be opened: No such file or directory"]
        )
    }

    // MARK: Reading

    @Test func everyCertificateIsRead() throws {
        try self.writeOne("a.test")
        try self.writeTwo("default_443")
        var set = CertificateSet()
        let (problems, warnings) = set.update(from: self.files(), now: self.now)
        #expect(problems.isEmpty)
        #expect(warnings.isEmpty)
        #expect(self.names(set) == ["a.test", "default_443"])
    }

    @Test(arguments: [
        ("a.test.crt", "", "a.test.crt holds no certificate"),
        ("a.test.key", "", "a.test.key holds no private key"),
        ("a.test.key", TestCertificates.twoKey, "a.test.key does not belong to the first certificate"),
        ("default_443.crt", "nonsense", "default_443.crt holds no certificate"),
    ])
    func brokenFileIsNamedAndTheOthersAreRead(name: String, text: String, problem: String) throws {
        for stem in ["a.test", "b.test", "default_443"] {
            try self.writeOne(stem)
        }
        try self.directory.write(text, to: name)
        var set = CertificateSet()
        let problems = set.update(from: self.files(), now: self.now).problems
        #expect(problems.count == 1)
        #expect(problems.first?.description.hasPrefix(self.directory.file(problem)) == true)
        #expect(set.certificates.count == 2)
    }

    @Test func defaultWithoutItsKeyIsNamed() throws {
        try self.directory.write(TestCertificates.oneCertificate, to: "default_443.crt")
        var set = CertificateSet()
        let problems = set.update(from: self.files(), now: self.now).problems
        let path = self.directory.file("default_443.key")
        #expect(problems.map(\.description) == ["\(path) cannot be opened: No such file or directory"])
    }

    @Test func certificateThatIsOutOfDateIsUsedWithAWarning() throws {
        try self.writeOne("default_443")
        var set = CertificateSet()
        let future =
            try ServerCertificate(
                chain: Array(TestCertificates.oneCertificate.utf8),
                key: Array(TestCertificates.oneKey.utf8)
            ).expires + 3 * 86_400
        let (problems, warnings) = set.update(from: self.files(), now: future)
        #expect(problems.isEmpty)
        let path = self.directory.file("default_443.crt")
        #expect(warnings.map(\.description) == ["\(path) expired 3 days ago; renew it"])
        #expect(set.certificates.count == 1)
    }

    // MARK: Changes

    @Test func changedAddedAndRemovedCertificatesAreNoticed() throws {
        try self.writeOne("a.test")
        try self.writeOne("b.test")
        try self.writeOne("default_443")
        var set = CertificateSet()
        _ = set.update(from: self.files(), now: self.now)
        try self.directory.rename("b.test.crt", to: "c.test.crt")
        try self.directory.rename("b.test.key", to: "c.test.key")
        #expect(set.update(from: self.files(), now: self.now).problems.isEmpty)
        #expect(self.names(set) == ["a.test", "c.test", "default_443"])
    }

    @Test func brokenChangeLeavesWhatWasThere() throws {
        try self.writeOne("a.test")
        var set = CertificateSet()
        _ = set.update(from: self.files(), now: self.now)
        try self.directory.write("nonsense", to: "a.test.crt")
        #expect(set.update(from: self.files(), now: self.now).problems.count == 1)
        #expect(self.names(set) == ["a.test"])
        // It is tried again, and told again.
        #expect(set.update(from: self.files(), now: self.now).problems.count == 1)
        try self.writeTwo("a.test")
        #expect(set.update(from: self.files(), now: self.now).problems.isEmpty)
    }

    @Test func defaultOfAnOpenPortIsNeverLost() throws {
        try self.writeOne("default_443")
        var set = CertificateSet()
        _ = set.update(from: self.files(), now: self.now)
        try self.directory.rename("default_443.crt", to: "old.crt")
        try self.directory.rename("default_443.key", to: "old-key.key")
        let problems = set.update(from: self.files(), now: self.now).problems
        #expect(problems.map(\.description) == ["\(self.directory.file("default_443.crt")) is gone"])
        #expect(self.names(set) == ["default_443"])
    }

    @Test func withoutTheDirectoryEverythingStays() throws {
        try self.writeOne("a.test")
        var set = CertificateSet()
        _ = set.update(from: self.files(), now: self.now)
        let missing = CertificateDirectory(path: self.directory.file("missing"), ports: [443])
        #expect(set.update(from: missing, now: self.now).problems.count == 1)
        #expect(self.names(set) == ["a.test"])
    }
}
