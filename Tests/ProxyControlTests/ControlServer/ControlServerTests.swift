import GRIP
import HTTP1
import Logging
import NIOCore
import NIOPosix
import ProxyControl
import ProxyFanout
import Testing

struct ControlServerTests {
    /// Runs the test with a server on a free port of the loopback interface.
    private static func withServer(
        sink: RecordingSink = RecordingSink(),
        on address: String = "127.0.0.1",
        _ test: (ControlServer, any EventLoopGroup) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let limits = Limits()
        let server = try await ControlServer.bind(
            ControlConfiguration(address: try SocketAddress(ipAddress: address, port: 0)),
            limits: limits,
            group: group,
            sink: sink,
            logger: Logger(label: "control") { _ in SwiftLogNoOpLogHandler() },
            unixTime: { 1_700_000_000 },
            loopContext: { LoopContext(eventLoop: $0, limits: limits) }
        )
        try await test(server, group)
        await server.close(gracePeriod: .seconds(1))
        try await group.shutdownGracefully()
    }

    private static func open(_ server: ControlServer, _ group: any EventLoopGroup) async throws -> PublisherConnection {
        try await PublisherConnection.open(to: #require(server.localAddress), group: group)
    }

    @Test func itemsReachTheSink() async throws {
        let sink = RecordingSink()
        try await Self.withServer(sink: sink) { server, group in
            let publisher = try await Self.open(server, group)
            try await publisher.send(Request.publish(channel: "a"))
            #expect(try await publisher.received(upTo: "Published\n") == Answer.published)
            try await publisher.send(Request.publish(channel: "b"))
            let both = Answer.published + Answer.published
            #expect(try await publisher.received(upTo: both) == both)
        }
        #expect(sink.channelNames == ["a", "b"])
    }

    @Test func addressOfTheConnectionIsOurs() async throws {
        try await Self.withServer(on: "127.0.0.2") { server, group in
            let publisher = try await Self.open(server, group)
            try await publisher.send(Request.text("POST", "/publish", ["Host: 127.0.0.2:5561"]))
            #expect(try await publisher.received(upTo: "Published\n") == Answer.published)
            try await publisher.send(Request.text("POST", "/publish", ["Host: 192.0.2.1"]))
            #expect(try await publisher.received(upTo: "control_hosts.\n").contains("HTTP/1.1 403 Forbidden\r\n"))
        }
    }

    @Test func publisherThatClosedItsSideGetsItsAnswer() async throws {
        try await Self.withServer { server, group in
            let publisher = try await Self.open(server, group)
            try await publisher.send(Request.text())
            try await publisher.connection.close(mode: .output)
            #expect(try await publisher.received(upTo: "nothing") == Answer.published)
        }
    }

    /// Closing at once would reset the connection while the body still comes, and the publisher would see no answer.
    @Test func answerToABodyThatIsTooLargeArrives() async throws {
        try await Self.withServer { server, group in
            let publisher = try await Self.open(server, group)
            let length = 8_000_000
            try await publisher.send("POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(length)\r\n\r\n")
            try await publisher.send(String(repeating: "x", count: length))
            let answer = Answer.fatal("400 Bad Request", "Request body too large.\n")
            #expect(try await publisher.received(upTo: "nothing") == answer)
            try await publisher.connection.close()
        }
    }

    @Test func closedServerLetsUnusedConnectionsGoAndAcceptsNoMore() async throws {
        try await Self.withServer { server, group in
            let publisher = try await Self.open(server, group)
            try await publisher.send(Request.text())
            _ = try await publisher.received(upTo: "Published\n")
            await server.close()
            #expect(try await publisher.received(upTo: "nothing") == Answer.published)
            await #expect(throws: (any Error).self) {
                try await Self.open(server, group)
            }
        }
    }

    @Test func addressThatIsInUseIsAnError() async throws {
        try await Self.withServer { server, group in
            let address = try #require(server.localAddress)
            await #expect(throws: IOError.self) {
                try await ControlServer.bind(
                    ControlConfiguration(address: address),
                    limits: Limits(),
                    group: group,
                    sink: RecordingSink(),
                    logger: Logger(label: "control") { _ in SwiftLogNoOpLogHandler() },
                    unixTime: { 0 },
                    loopContext: { LoopContext(eventLoop: $0, limits: Limits()) }
                )
            }
        }
    }
}
