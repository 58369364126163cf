import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import ZMTP

struct UnixSocketTests {
    private let path = "/tmp/zmtp-\(UInt64.random(in: .min ... .max)).sock"
    private var endpoint: ZMTPEndpoint { .ipc(path: self.path) }

    private func socket(mode: UInt32? = nil) -> PullSocket {
        PullSocket(
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            options: ZMTPOptions(ipcFileMode: mode)
        ) { _ in }
    }

    @Test(arguments: [0o600, 0o777] as [UInt32])
    func theFileHasTheModeAskedForAndGoesWithTheSocket(mode: UInt32) async throws {
        let socket = self.socket(mode: mode)
        _ = try await socket.bind(self.endpoint)
        let attributes = try FileManager.default.attributesOfItem(atPath: self.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.uint32Value == mode)
        await socket.close()
        #expect(UnixSocketFile.kind(at: self.path) == .missing)
    }

    @Test func aFileThatWasLeftBehindIsReplaced() async throws {
        let gone = self.socket()
        _ = try await gone.bind(self.endpoint)
        // Out of reach of the one that would remove it.
        try FileManager.default.moveItem(atPath: self.path, toPath: self.path + ".kept")
        await gone.close()
        try FileManager.default.moveItem(atPath: self.path + ".kept", toPath: self.path)
        #expect(UnixSocketFile.kind(at: self.path) == .socket)
        let socket = self.socket()
        _ = try await socket.bind(self.endpoint)
        await socket.close()
        #expect(UnixSocketFile.kind(at: self.path) == .missing)
    }

    @Test func whatIsNoSocketIsLeftAlone() async throws {
        try Data().write(to: URL(fileURLWithPath: self.path))
        let socket = self.socket()
        let error = await #expect(throws: ZMTPBindError.self) { try await socket.bind(self.endpoint) }
        #expect(error?.reason == .notASocket)
        #expect(UnixSocketFile.kind(at: self.path) == .other)
        await socket.close()
        try FileManager.default.removeItem(atPath: self.path)
    }
}
