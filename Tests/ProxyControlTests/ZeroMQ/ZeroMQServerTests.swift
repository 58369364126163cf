import Logging
import NIOCore
import NIOPosix
import ProxyControl
import ProxyFanout
import Testing
import ZMTP

/// Opening and closing; what goes over the wire is in the end-to-end tests.
struct ZeroMQServerTests {
    private struct NoConnections: ConnectionDirectory {
        func refresh(connectionID: String, on eventLoop: any EventLoop) -> EventLoopFuture<Bool> {
            eventLoop.makeSucceededFuture(false)
        }

        func refreshSubscribers(of channelName: String) {}

        func existing(_ connectionIDs: [String], on eventLoop: any EventLoop) -> EventLoopFuture<Set<String>> {
            eventLoop.makeSucceededFuture([])
        }
    }

    private static func environment(_ group: any EventLoopGroup) -> ZeroMQEnvironment {
        ZeroMQEnvironment(
            limits: Limits(),
            group: group,
            hub: PublishHub(PublishSettings()) { _, _ in },
            connections: NoConnections(),
            logger: Logger(label: "zeromq") { _ in SwiftLogNoOpLogHandler() },
            counters: { _ in Counters() }
        )
    }

    /// A listening socket on a free port, so that the port is taken.
    private static func listen(_ group: any EventLoopGroup) async throws -> (any Channel, port: Int) {
        let listener = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
        return (listener, try #require(listener.localAddress?.port))
    }

    @Test(arguments: [ZeroMQRole.pull, .subscribe, .command])
    func takenPortIsNamedAndNothingStaysOpen(role: ZeroMQRole) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (taken, takenPort) = try await Self.listen(group)
        let (free, freePort) = try await Self.listen(group)
        try await free.close().get()
        let endpoint = ZMTPEndpoint.tcp(host: "127.0.0.1", port: takenPort)
        let other = ZMTPEndpoint.tcp(host: "127.0.0.1", port: freePort)
        var configuration = ZeroMQConfiguration()
        configuration.pull = role == .pull ? [other, endpoint] : [other]
        configuration.subscribe = role == .subscribe ? [endpoint] : []
        configuration.command = role == .command ? [endpoint] : []
        let environment = Self.environment(group)
        let error = await #expect(throws: ZeroMQServer.OpenError.self) {
            _ = try await ZeroMQServer.open(configuration, environment)
        }
        #expect(error?.role == role)
        #expect(error?.error.endpoint == endpoint)
        #expect(error?.error.reason == .inUse)
        // The port that was free is free again.
        configuration = ZeroMQConfiguration()
        configuration.pull = [other]
        let server = try await ZeroMQServer.open(configuration, environment)
        await server.close()
        try await taken.close().get()
        try await group.shutdownGracefully()
    }

    @Test func socketsThatConnectNeedNobodyThere() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = ZeroMQConfiguration()
        configuration.subscribe = [.tcp(host: "127.0.0.1", port: 9)]
        configuration.subscribersConnect = true
        #expect(configuration.bound == [])
        let server = try await ZeroMQServer.open(configuration, Self.environment(group))
        await server.close()
        try await group.shutdownGracefully()
    }
}
