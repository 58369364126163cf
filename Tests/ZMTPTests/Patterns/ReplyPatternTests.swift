import NIOCore
import NIOEmbedded
import Testing

@testable import ZMTP

struct ReplyPatternTests {
    private let requests = Recorded<([String], ReplyHandle)>()

    private var pattern: ReplyPattern {
        let requests = self.requests
        return ReplyPattern { requests.append(($0.texts, $1)) }
    }

    private static func answer(_ text: String) -> [ByteBuffer] { [ByteBuffer(string: text)] }

    @Test func theSocketAnnouncesItselfAsRouter() throws {
        let socket = try TestSocket(self.pattern)
        try socket.receive(Bytes.greeting + Bytes.ready("REQ"))
        #expect(
            try socket.sent() == Bytes.greeting + Bytes.ready("ROUTER", more: Bytes.property("Identity", []))
        )
    }

    @Test(
        arguments: [
            (Bytes.message("", "hello"), ["hello"], Bytes.message("", "yes")),
            (Bytes.message("", "a", "", "b"), ["a", "", "b"], Bytes.message("", "yes")),
            (Bytes.message("id", "", "hello"), ["hello"], Bytes.message("id", "", "yes")),
            (Bytes.message("hop", "id", "", ""), [""], Bytes.message("hop", "id", "", "yes")),
        ] as [([UInt8], [String], [UInt8])]
    )
    func answersGoBackInTheEnvelopeOfTheRequest(request: [UInt8], parts: [String], answer: [UInt8]) throws {
        let socket = try TestSocket(self.pattern)
        try socket.shakeHands(as: "DEALER")
        try socket.receive(request)
        #expect(self.requests.all.map(\.0) == [parts])
        self.requests.all.first?.1.reply(Self.answer("yes"))
        #expect(try socket.sent() == answer)
    }

    @Test(arguments: [Bytes.message("bare"), Bytes.message(""), Bytes.message("id", "")])
    func requestsWithoutContentAreRefused(bytes: [UInt8]) throws {
        let socket = try TestSocket(self.pattern)
        try socket.shakeHands(as: "DEALER")
        try socket.receive(bytes + Bytes.message("", "good"))
        #expect(self.requests.all.map(\.0) == [["good"]])
        guard case .requestRefused = socket.events.all.last else {
            Issue.record("not reported: \(socket.events.all)")
            return
        }
    }

    @Test func requestsMayBeAnsweredInAnyOrderAndOnce() throws {
        let socket = try TestSocket(self.pattern)
        try socket.shakeHands(as: "DEALER")
        try socket.receive(Bytes.message("", "1") + Bytes.message("", "2"))
        let handles = self.requests.all.map(\.1)
        for (handle, text) in zip(handles.reversed(), ["second", "first"]) {
            handle.reply(Self.answer(text))
            handle.reply(Self.answer("again"))
        }
        #expect(try socket.sent() == Bytes.message("", "second") + Bytes.message("", "first"))
    }

    @Test func anAnswerToAClientThatIsGoneIsDropped() throws {
        let socket = try TestSocket(self.pattern)
        try socket.shakeHands(as: "REQ")
        try socket.receive(Bytes.message("", "1"))
        _ = try? socket.connection.finish()
        self.requests.take().first?.1.reply(Self.answer("late"))
        socket.eventLoop.run()
        guard case .replyDropped = socket.events.all.last else {
            Issue.record("not reported: \(socket.events.all)")
            return
        }
    }

    @Test func aClientHasOnlySoManyRequestsInFlight() throws {
        var limits = ZMTPLimits()
        limits.requestsInFlight = 2
        let socket = try TestSocket(self.pattern, limits: limits)
        try socket.shakeHands(as: "DEALER")
        try socket.receive((1...4).flatMap { Bytes.message("", "\($0)") })
        #expect(self.requests.all.map(\.0) == [["1"], ["2"]])
        self.requests.take().first?.1.reply(Self.answer("yes"))
        socket.eventLoop.run()
        // The second one was let go of without an answer, which counts too.
        #expect(self.requests.all.map(\.0) == [["3"], ["4"]])
        #expect(try socket.sent() == Bytes.message("", "yes"))
    }

    @Test func aClientThatDoesNotReadItsAnswersIsNotReadFrom() throws {
        let socket = try TestSocket(self.pattern)
        try socket.shakeHands(as: "DEALER")
        try socket.receive(Bytes.message("", "1"))
        socket.connection.isWritable = false
        self.requests.take().first?.1.reply(Self.answer("yes"))
        socket.eventLoop.run()
        try socket.receive(Bytes.message("", "2"))
        #expect(self.requests.all.isEmpty)
        socket.connection.isWritable = true
        socket.connection.pipeline.fireChannelWritabilityChanged()
        #expect(self.requests.all.map(\.0) == [["2"]])
        #expect(try socket.sent() == Bytes.message("", "yes"))
    }
}
