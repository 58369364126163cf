import GRIP
import NIOCore
import NIOEmbedded
import ProxyControl
import ProxyFanout
import Synchronization
import Testing

/// Reference: ops 2, what commands do and how they are answered.
struct CommandServerTests {
    /// Knows two connections.
    private final class Connections: ConnectionDirectory {
        private let refreshes = Mutex<[String]>([])

        var refreshed: [String] { self.refreshes.withLock { $0 } }

        func refresh(connectionID: String, on eventLoop: any EventLoop) -> EventLoopFuture<Bool> {
            self.refreshes.withLock { $0.append("id \(connectionID)") }
            return eventLoop.makeSucceededFuture(["a", "b"].contains(connectionID))
        }

        func refreshSubscribers(of channelName: String) {
            self.refreshes.withLock { $0.append("subscribers of \(channelName)") }
        }

        func existing(_ connectionIDs: [String], on eventLoop: any EventLoop) -> EventLoopFuture<Set<String>> {
            eventLoop.makeSucceededFuture(Set(connectionIDs).intersection(["a", "b"]))
        }
    }

    private final class Answers: Sendable {
        private let answers = Mutex<[ByteBuffer]>([])

        var all: [ByteBuffer] { self.answers.withLock { $0 } }

        func add(_ answer: ByteBuffer) {
            self.answers.withLock { $0.append(answer) }
        }
    }

    private struct Fixture {
        let zeroMQ = ZeroMQFixture(.command)
        let connections = Connections()
        let sink: RecordingSink
        let server: CommandServer

        init(sink: RecordingSink = RecordingSink()) {
            self.sink = sink
            self.server = CommandServer(
                eventLoop: self.zeroMQ.eventLoop,
                sink: sink,
                connections: self.connections,
                addresses: ZeroMQAddresses(command: "tcp://c:1", pull: "tcp://p:2"),
                journal: self.zeroMQ.journal
            )
        }

        /// The answer to a request with the id 1; `nil` when there is none.
        func call(_ method: String, _ arguments: TNetString = [:]) throws -> TNetString? {
            try self.send([["id": "1", "method": .text(method), "args": arguments]])
        }

        func send(_ parts: [TNetString]) throws -> TNetString? {
            let answers = Answers()
            self.server.received(parts.map(Self.bytes)) { answers.add($0) }
            self.zeroMQ.eventLoop.run()
            return try answers.all.first.map { try TNetString(parsing: $0) }
        }

        private static func bytes(_ value: TNetString) -> ByteBuffer {
            var bytes = ByteBuffer()
            value.write(to: &bytes)
            return bytes
        }
    }

    private static let item: TNetString = ["channel": "c", "http-stream": ["content": "x"]]

    @Test(
        arguments: [
            ("recover", [:], nil), ("refresh", ["channel": "c"], nil), ("refresh", ["cid": "a"], nil),
            ("publish", ["items": [Self.item]], nil), ("conncheck", ["ids": ["b", "x", "a", "b"]], ["b", "a", "b"]),
            ("conncheck", ["ids": []], []),
            ("get-zmq-uris", [:], ["command": "tcp://c:1", "publish-pull": "tcp://p:2"]),
        ] as [(String, TNetString, TNetString)]
    )
    func commandIsCarriedOut(method: String, arguments: TNetString, value: TNetString) throws {
        let fixture = Fixture()
        #expect(try fixture.call(method, arguments) == ["id": "1", "success": true, "value": value])
        #expect(fixture.zeroMQ.counts == [.zmqCommands: 1])
    }

    @Test(
        arguments: [
            ("nothing", [:], "method-not-found"), ("refresh", ["cid": "x"], "item-not-found"),
            ("refresh", [:], "bad-request"), ("conncheck", [:], "bad-request"),
        ] as [(String, TNetString, TNetString)]
    )
    func failureIsAnswered(method: String, arguments: TNetString, condition: TNetString) throws {
        let fixture = Fixture()
        let answer = try fixture.call(method, arguments)
        #expect(answer == ["id": "1", "success": false, "condition": condition])
        #expect(fixture.zeroMQ.counts == [.zmqCommands: 1, .zmqCommandsFailed: 1])
    }

    @Test func effectsAreThoseOfTheMethods() throws {
        let fixture = Fixture()
        _ = try fixture.call("publish", ["items": [Self.item, Self.item]])
        _ = try fixture.call("recover")
        _ = try fixture.call("refresh", ["cid": "a"])
        _ = try fixture.call("refresh", ["channel": "c"])
        #expect(fixture.sink.publishes.map(\.count) == [2])
        #expect(fixture.sink.recoverCount == 1)
        #expect(fixture.connections.refreshed == ["id a", "subscribers of c"])
    }

    @Test func badItemIsAnsweredAsByTheControlPort() throws {
        let fixture = Fixture()
        let answer = try fixture.call("publish", ["items": [Self.item, ["channel": "c"]]])
        #expect(answer?["value"] == "Invalid format: no formats specified")
        #expect(fixture.sink.publishes == [])
    }

    @Test func publishOfWhichNothingIsLetThroughFails() throws {
        let fixture = Fixture(sink: RecordingSink { _ in .refused("too much") })
        let answer = try fixture.call("publish", ["items": [Self.item]])
        #expect(
            answer == ["id": "1", "success": false, "condition": "publish-refused", "value": "too much"]
        )
    }

    @Test func answerWaitsForThePublish() throws {
        let sink = RecordingSink(answersAtOnce: false)
        let fixture = Fixture(sink: sink)
        #expect(try fixture.call("publish", ["items": [Self.item]]) == nil)
        #expect(fixture.zeroMQ.counts == [:])
        sink.finishPublish()
        #expect(fixture.zeroMQ.counts == [.zmqCommands: 1])
    }

    @Test(
        arguments: [
            ([], "received message with parts != 1, skipping"),
            ([["method": "recover"], ["method": "recover"]], "received message with parts != 1, skipping"),
            ([[:]], "received message with invalid format: command does not contain 'method', skipping"),
        ] as [([TNetString], String)]
    )
    func whatIsNoRequestGetsNoAnswer(parts: [TNetString], line: String) throws {
        let fixture = Fixture()
        #expect(try fixture.send(parts) == nil)
        #expect(fixture.zeroMQ.counts == [.zmqCommandsMalformed: 1])
        #expect(fixture.zeroMQ.lines.all == ["[warning] IN command: \(line)"])
    }
}
