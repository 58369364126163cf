import Foundation
import Testing

@testable import ProxyListener

/// Sockets in a directory of their own.
final class UnixSocketFileTests {
    private let directory: URL
    private var descriptors: [CInt] = []

    init() throws {
        // The path of a socket may not be long.
        let name = "holdfast-\(UUID().uuidString.prefix(8))"
        self.directory = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: self.directory, withIntermediateDirectories: true)
    }

    deinit {
        for descriptor in self.descriptors { close(descriptor) }
        try? FileManager.default.removeItem(at: self.directory)
    }

    private var path: String { self.directory.appending(path: "socket").path(percentEncoded: false) }

    private func open(_ file: UnixSocketFile) throws -> UInt {
        let (descriptor, inode) = try file.open()
        self.descriptors.append(descriptor)
        return inode
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test(arguments: [0o600, 0o660, 0o777] as [UInt32])
    func fileHasItsModeBeforeItListens(mode: UInt32) throws {
        _ = try self.open(UnixSocketFile(path: self.path, mode: mode))
        let attributes = try FileManager.default.attributesOfItem(atPath: self.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.uint32Value == mode)
    }

    @Test func ownUserAndGroupCanBeSet() throws {
        let file = UnixSocketFile(path: self.path, userID: geteuid(), groupID: getegid())
        _ = try self.open(file)
        #expect(self.exists(self.path))
    }

    @Test func staleFileIsReplaced() throws {
        let first = try self.open(UnixSocketFile(path: self.path))
        let second = try self.open(UnixSocketFile(path: self.path))
        #expect(first != second)
    }

    @Test func fileInUseIsLeftAlone() throws {
        _ = try self.open(UnixSocketFile(path: self.path))
        #expect(listen(try #require(self.descriptors.last), 1) == 0)
        #expect(throws: UnixSocketError.taken) { try self.open(UnixSocketFile(path: self.path)) }
        #expect(self.exists(self.path))
    }

    @Test func fileThatIsNoSocketIsLeftAlone() throws {
        try Data("precious".utf8).write(to: URL(filePath: self.path))
        #expect(throws: UnixSocketError.otherFile) { try self.open(UnixSocketFile(path: self.path)) }
        #expect(try Data(contentsOf: URL(filePath: self.path)) == Data("precious".utf8))
    }

    @Test func pathThatIsTooLongIsRefused() {
        let file = UnixSocketFile(path: "/tmp/" + String(repeating: "x", count: 200))
        #expect(throws: UnixSocketError.pathTooLong) { try self.open(file) }
    }

    @Test func missingDirectoryIsAnErrorOfTheSystem() {
        let file = UnixSocketFile(path: self.path + "/missing/socket")
        #expect(throws: UnixSocketError.system(call: .bind, code: ENOENT)) { try self.open(file) }
    }

    @Test func onlyTheOwnFileIsRemoved() throws {
        let file = UnixSocketFile(path: self.path)
        let first = try self.open(file)
        let second = try self.open(file)
        file.remove(inode: first)
        #expect(self.exists(self.path))
        file.remove(inode: second)
        #expect(!self.exists(self.path))
    }
}
