import ProxyRouting
import Testing

@testable import ProxyServer

struct ReloadCandidateTests {
    private let directory: TemporaryDirectory
    private var configuration = Configuration()

    init() throws {
        self.directory = try TemporaryDirectory()
        self.configuration.routes.source = .file(self.directory.file("routes"))
    }

    private func faults(_ change: (inout Configuration) -> Void = { _ in }) -> [String] {
        var configuration = self.configuration
        change(&configuration)
        do {
            _ = try ReloadCandidate(configuration)
            return []
        } catch {
            return error.lines
        }
    }

    @Test func goodFilesAreACandidate() throws {
        try self.directory.write("* localhost:80\n", to: "routes")
        #expect(self.faults() == [])
        #expect(try ReloadCandidate(self.configuration).routes.table.routes.count == 1)
    }

    @Test func everyBadLineIsAFault() throws {
        try self.directory.write("* localhost:80\nbad\nworse localhost:x\n", to: "routes")
        let faults = self.faults()
        #expect(faults.count == 2)
        #expect(faults.allSatisfy { $0.hasPrefix(self.directory.file("routes") + ":") })
    }

    @Test func missingFileIsAFault() {
        #expect(self.faults().count == 1)
    }

    @Test func everyBadSettingIsAFaultBesides() throws {
        try self.directory.write("bad\n", to: "routes")
        let faults = self.faults { configuration in
            configuration.signing.key = Secret("file:missing")
            configuration.control.key = Secret("file:missing")
        }
        #expect(faults.count == 3)
        #expect(faults.count { $0.hasPrefix("sig_key: ") } == 1)
        #expect(faults.count { $0.hasPrefix("control_key: ") } == 1)
    }
}
