import NIOCore
import NIOPosix
import Testing

@testable import ZMTP

/// Sockets that talk to each other over loopback addresses and Unix sockets.
struct SocketsTests {
    /// What a socket delivers, waited for one by one.
    private final class Inbox: Sendable {
        private let stream: AsyncStream<[String]>
        private let continuation: AsyncStream<[String]>.Continuation

        init() {
            (self.stream, self.continuation) = AsyncStream.makeStream()
        }

        func put(_ message: [ByteBuffer]) {
            self.continuation.yield(message.texts)
        }

        func next() async -> [String]? {
            for await message in self.stream { return message }
            return nil
        }
    }

    private let group = MultiThreadedEventLoopGroup.singleton

    private static func temporaryPath() -> String {
        "/tmp/zmtp-\(UInt64.random(in: .min ... .max)).sock"
    }

    /// Publishes again and again, as nobody is told when the subscription has arrived, until the message comes.
    private static func deliver(_ parts: [String], from publisher: PublisherSocket, to inbox: Inbox) async {
        let message = parts.map { ByteBuffer(string: $0) }
        let task = MultiThreadedEventLoopGroup.singleton.next().scheduleRepeatedTask(
            initialDelay: .zero,
            delay: .milliseconds(5)
        ) { _ in
            publisher.send(message)
        }
        while let received = await inbox.next(), received != parts {}
        task.cancel()
    }

    @Test(arguments: ["tcp://127.0.0.1:*", "ipc"])
    func messagesGoFromAPublisherToASubscriber(spec: String) async throws {
        let endpoint: ZMTPEndpoint =
            spec == "ipc" ? .ipc(path: Self.temporaryPath()) : try ZMTPEndpoint(parsing: spec)
        let inbox = Inbox()
        let publisher = PublisherSocket(eventLoop: self.group.next())
        let subscriber = SubSocket(eventLoop: self.group.next()) { inbox.put($0) }
        subscriber.subscribe("news")
        subscriber.connect(try await publisher.bind(endpoint))
        await Self.deliver(["news 1", "text"], from: publisher, to: inbox)
        await subscriber.close()
        await publisher.close()
    }

    @Test func aSubscriberThatListensHearsPublishersThatConnect() async throws {
        let inbox = Inbox()
        let subscriber = SubSocket(eventLoop: self.group.next()) { inbox.put($0) }
        let publisher = PublisherSocket(eventLoop: self.group.next())
        subscriber.subscribe("news")
        publisher.connect(try await subscriber.bind(.tcp(host: "127.0.0.1", port: 0)))
        await Self.deliver(["news", "text"], from: publisher, to: inbox)
        await subscriber.close()
        await publisher.close()
    }

    @Test func aSubscriberComesBackWhenThePublisherDoes() async throws {
        let endpoint = ZMTPEndpoint.ipc(path: Self.temporaryPath())
        let inbox = Inbox()
        let subscriber = SubSocket(eventLoop: self.group.next()) { inbox.put($0) }
        subscriber.subscribe("news")
        subscriber.connect(endpoint)
        for round in 1...2 {
            let publisher = PublisherSocket(eventLoop: self.group.next())
            _ = try await publisher.bind(endpoint)
            await Self.deliver(["news", "\(round)"], from: publisher, to: inbox)
            await publisher.close()
        }
        await subscriber.close()
    }

    @Test func anAddressInUseIsRefused() async throws {
        let first = PublisherSocket(eventLoop: self.group.next())
        let second = PublisherSocket(eventLoop: self.group.next())
        for endpoint in [ZMTPEndpoint.tcp(host: "127.0.0.1", port: 0), .ipc(path: Self.temporaryPath())] {
            let used = try await first.bind(endpoint)
            let error = await #expect(throws: ZMTPBindError.self) { try await second.bind(used) }
            #expect(error?.reason == .inUse)
        }
        await first.close()
        await second.close()
    }

    @Test func aClosedSocketListensNoMore() async throws {
        let socket = PullSocket(eventLoop: self.group.next()) { _ in }
        await socket.close()
        let error = await #expect(throws: ZMTPBindError.self) {
            try await socket.bind(.tcp(host: "127.0.0.1", port: 0))
        }
        #expect(error?.reason == .closed)
    }

    @Test func anEndpointThatCannotBeReachedIsReported() async throws {
        let endpoint = ZMTPEndpoint.ipc(path: Self.temporaryPath())
        let (stream, continuation) = AsyncStream<ZMTPEvent>.makeStream()
        let options = ZMTPOptions { continuation.yield($0) }
        let socket = PullSocket(eventLoop: self.group.next(), options: options) { _ in }
        socket.connect(endpoint)
        for await event in stream {
            guard case .connectFailed(endpoint, let reason, let attempt, _) = event else {
                Issue.record("unexpected: \(event)")
                break
            }
            #expect(reason == "No such file or directory")
            #expect(event.severity == (attempt == 1 ? .warning : .debug))
            if attempt == 2 { break }
        }
        await socket.close()
    }
}
