import Testing

@testable import ProxyServer

struct FileStampTests {
    @Test func stampChangesWithTheFile() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("routes")
        let missing = FileStamp(path: path)
        #expect(missing == FileStamp(path: path))
        try directory.write("a", to: "routes")
        let first = FileStamp(path: path)
        #expect(first != missing)
        #expect(first == FileStamp(path: path))
        try directory.write("longer", to: "routes")
        #expect(FileStamp(path: path) != first)
    }

    /// Editors write another file and move it into place.
    @Test func anotherFileInItsPlaceIsNoticed() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a", to: "routes")
        let first = FileStamp(path: path)
        try directory.write("b", to: "other")
        try directory.rename("routes", to: "old")
        try directory.rename("other", to: "routes")
        #expect(FileStamp(path: path) != first)
    }
}
