import Logging
import Testing

@testable import ProxyServer

struct LogOutputTests {
    private let directory: TemporaryDirectory

    init() throws {
        self.directory = try TemporaryDirectory()
    }

    /// The messages in a file.
    private func messages(_ name: String) throws -> [String] {
        try self.directory.read(name).split(separator: "\n").map { line in
            line.split(separator: " ", maxSplits: 3).last.map(String.init) ?? ""
        }
    }

    @Test func fileIsAppendedTo() throws {
        try self.directory.write("[INFO] 2026-01-01 00:00:00.000 earlier\n", to: "log")
        let output = try LogOutput(path: self.directory.file("log"))
        output.write(.info, "later")
        #expect(try self.messages("log") == ["earlier", "later"])
    }

    @Test func fileThatWasRotatedAwayIsOpenedAnew() throws {
        let output = try LogOutput(path: self.directory.file("log"))
        output.write(.info, "one")
        try self.directory.rename("log", to: "log.1")
        output.write(.info, "two")
        try output.reopen()
        output.write(.info, "three")
        #expect(try self.messages("log.1") == ["one", "two"])
        #expect(try self.messages("log") == ["three"])
    }

    @Test func fileThatCannotBeOpenedIsAnError() {
        let path = self.directory.file("missing/log")
        let error = #expect(throws: ProxyServerError.self) { try LogOutput(path: path) }
        #expect(error == .logFile(path: path, reason: "No such file or directory"))
        #expect(error?.description.contains(path) == true)
    }

    @Test func oldFileIsKeptWhenItCannotBeOpenedAnew() throws {
        let output = try LogOutput(path: self.directory.file("log"))
        try self.directory.rename("log", to: "kept")
        // A directory in its place cannot be opened for writing.
        try self.directory.makeDirectory("log")
        #expect(throws: ProxyServerError.self) { try output.reopen() }
        output.write(.info, "still here")
        #expect(try self.directory.read("kept").hasSuffix(" still here\n"))
    }

    @Test func outputMayMoveToAnotherFile() throws {
        let output = try LogOutput(path: self.directory.file("one"))
        output.write(.info, "first")
        try output.move(to: self.directory.file("two"))
        output.write(.info, "second")
        #expect(throws: ProxyServerError.self) { try output.move(to: self.directory.file("missing/log")) }
        output.write(.info, "third")
        #expect(try self.messages("one") == ["first"])
        #expect(try self.messages("two") == ["second", "third"])
    }

    @Test func formatMayChange() throws {
        let output = try LogOutput(path: self.directory.file("log"), format: .json)
        output.write(.info, "one")
        output.setFormat(.pushpin)
        output.write(.info, "two")
        let lines = try self.directory.read("log").split(separator: "\n")
        #expect(lines.map { $0.first } == ["{", "["])
    }

    @Test func standardOutputNeedsNoFile() throws {
        let output = try LogOutput(path: nil)
        try output.reopen()
    }

    @Test func linesOfSeveralThreadsStayWhole() async throws {
        let output = try LogOutput(path: self.directory.file("log"))
        let text = String(repeating: "x", count: 500)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<100 {
                        output.write(.info, text)
                    }
                }
            }
        }
        let messages = try self.messages("log")
        #expect(messages.count == 400)
        #expect(messages.allSatisfy { $0 == text })
    }
}
