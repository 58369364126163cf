import Foundation

/// A directory for the files of one test, removed with it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "holdfast-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        self.path = url.path(percentEncoded: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.path)
    }

    /// The path of a file in it.
    func file(_ name: String) -> String { "\(self.path)/\(name)" }

    /// Writes a file; its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: self.file(name), atomically: true, encoding: .utf8)
        return self.file(name)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: self.file(name), encoding: .utf8)
    }

    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self.file(name), withIntermediateDirectories: false)
    }

    func rename(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: self.file(name), toPath: self.file(other))
    }
}
