import Testing

@testable import ProxyServer

/// Reading files without Foundation.
@Suite struct FileReadingTests {
    @Test func wholeFileIsRead() throws {
        let text = String(decoding: try FileReading.contents(of: #filePath), as: UTF8.self)
        #expect(text.contains("wholeFileIsRead"))
        #expect(FileReading.exists(#filePath))
    }

    /// A path that cannot be read, and the two forms of the reason.
    @Test(arguments: [
        (
            "/nowhere/at/all", "cannot be opened: No such file or directory",
            "failed to open /nowhere/at/all: No such file or directory"
        ),
        ("/", "cannot be read: Is a directory", "failed to read /: Is a directory"),
        ("", "cannot be opened: No such file or directory", "failed to open : No such file or directory"),
    ])
    func reasonIsThatOfTheSystem(path: String, problem: String, description: String) {
        let error = #expect(throws: FileReadingError.self) { try FileReading.contents(of: path) }
        #expect(error?.problem == problem)
        #expect(error?.description == description)
        #expect(!FileReading.exists(path))
    }

    /// A device that never ends would fill the memory.
    @Test func endlessFileIsRefused() {
        let error = #expect(throws: FileReadingError.self) { try FileReading.contents(of: "/dev/zero") }
        #expect(error?.problem == "cannot be read: File too large")
    }

    @Test func environmentIsThatOfTheProcess() {
        #expect(ProcessEnvironment.variables["PATH"] != nil)
    }
}
