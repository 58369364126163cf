import GRIP
import NIOCore
import NIOEmbedded
import ProxyControl
import Testing

@testable import ProxyFanout

struct ControlConnectionHandlerTests {
    @Test func connectionTakesOneRequestAfterAnother() throws {
        let fixture = try ControlFixture()
        for _ in 0..<3 {
            #expect(try fixture.send(Request.text()) == Answer.published)
        }
        #expect(fixture.pipeline.isActive)
        #expect(fixture.count(.controlRequests) == 3)
        #expect(fixture.count(.controlPublishes) == 3)
    }

    @Test func requestsThatDoNotWaitAreAnsweredInOneWrite() throws {
        let fixture = try ControlFixture()
        let names = (0..<20).map { "c\($0)" }
        let requests = names.map { Request.publish(channel: $0) }.joined()
        try fixture.pipeline.writeInbound(ByteBuffer(string: requests))
        let bytes = try fixture.pipeline.readOutbound(as: ByteBuffer.self)
        #expect(bytes.map { String(buffer: $0) } == String(repeating: Answer.published, count: 20))
        #expect(try fixture.written() == "")
        #expect(fixture.sink.channelNames == names)
    }

    @Test(arguments: [
        ("text/plain", PublishPatience.untilQueued), ("application/json", .untilDelivered),
        ("application/json, */*", .untilQueued),
    ])
    func onlyAnAnswerWithReceiversWaitsForDelivery(accept: String, patience: PublishPatience) throws {
        let fixture = try ControlFixture()
        let items = #"[{"channel":"a","http-stream":{"content":"x"}}]"#
        try fixture.send(Request.publish(items: items, ["Accept: \(accept)"]))
        #expect(fixture.sink.patiences == [patience])
    }

    /// On a loop that delivers at once, the answer comes after the tasks that were there before, delivery among them.
    @Test func answerFollowsAQuickDelivery() throws {
        let fixture = try ControlFixture()
        fixture.loop.deliversQuickly = true
        #expect(try fixture.send(Request.text()) == "")
        fixture.pipeline.embeddedEventLoop.run()
        #expect(try fixture.written() == Answer.published)
        #expect(try fixture.send(Request.text("GET", "/", body: nil)) == Answer.text("200 OK", "Pushpin API\n"))
    }

    @Test func nextRequestWaitsForTheSink() throws {
        let sink = RecordingSink(answersAtOnce: false)
        let fixture = try ControlFixture(sink: sink)
        let requests =
            Request.publish(channel: "a") + Request.publish(channel: "b") + Request.text("GET", "/", body: nil)
        #expect(try fixture.send(requests) == "")
        #expect(sink.channelNames == ["a"])
        sink.finishPublish()
        #expect(try fixture.written() == Answer.published)
        #expect(sink.channelNames == ["a", "b"])
        sink.finishPublish()
        #expect(try fixture.written() == Answer.published + Answer.text("200 OK", "Pushpin API\n"))
    }

    @Test func connectionThatIsGoneGetsNoAnswer() throws {
        let sink = RecordingSink(answersAtOnce: false)
        let fixture = try ControlFixture(sink: sink)
        try fixture.send(Request.text())
        _ = try fixture.pipeline.finish()
        sink.finishPublish()
        #expect(fixture.count(.controlRequests) == 0)
    }

    @Test func publisherThatClosedItsSideGetsItsAnswers() throws {
        let sink = RecordingSink(answersAtOnce: false)
        let fixture = try ControlFixture(sink: sink)
        try fixture.send(Request.publish(channel: "a") + Request.publish(channel: "b"))
        fixture.pipeline.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(fixture.pipeline.isActive)
        sink.finishPublish()
        sink.finishPublish()
        #expect(try fixture.written() == Answer.published + Answer.published)
        #expect(!fixture.pipeline.isActive)
    }

    @Test(arguments: ["", "POST /pub", Request.text().dropLast().description])
    func publisherThatClosedItsSideBetweenOrWithinRequestsIsClosed(sent: String) throws {
        let fixture = try ControlFixture()
        #expect(try fixture.send(sent) == "")
        fixture.pipeline.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(!fixture.pipeline.isActive)
        #expect(fixture.sink.publishes.isEmpty)
    }

    @Test func lastAnswerClosesTheConnection() throws {
        let fixture = try ControlFixture()
        let answer = try fixture.send(Request.text("POST", "/publish", ["Connection: close"]) + Request.text())
        #expect(answer == Answer.text("200 OK", "Published\n", fields: ["Connection: close"]))
        #expect(!fixture.pipeline.isActive)
        #expect(fixture.sink.publishes.count == 1)
    }

    /// What follows a body without a length cannot be told from a request: it must not be taken for one.
    @Test func nothingIsReadAfterAFatalError() throws {
        let fixture = try ControlFixture()
        let smuggled = "POST /publish HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + Request.text()
        let answer = try fixture.send(smuggled)
        #expect(answer == Answer.fatal("411 Length Required", "Request requires Content-Length.\n"))
        #expect(try fixture.send(Request.text()) == "")
        #expect(fixture.sink.publishes.isEmpty)
    }

    @Test func answerToHeadHasNoBody() throws {
        let fixture = try ControlFixture()
        let head = Answer.text("405 Method Not Allowed", "Method not allowed: HEAD.\n", fields: ["Allow: POST"])
        let answers = try fixture.send(Request.text("HEAD", "/publish", body: nil) + Request.text())
        #expect(answers == head.dropLast("Method not allowed: HEAD.\n".count) + Answer.published)
    }

    @Test func oldClientIsNotToldToContinue() throws {
        let fixture = try ControlFixture()
        let request = Request.text("POST", "/publish", ["Expect: 100-continue"], version: "HTTP/1.0")
        #expect(try fixture.send(String(request.dropLast(Request.item.count))) == "")
    }

    @Test func bodyOfARefusedRequestIsNotAskedFor() throws {
        let fixture = try ControlFixture()
        let request = Request.text("POST", "/nothing", ["Expect: 100-continue"])
        let answer = try fixture.send(String(request.dropLast(Request.item.count)))
        #expect(answer == Answer.fatal("404 Not Found", "Not Found\n"))
    }

    @Test func bodyOfARefusedRequestIsPassedOver() throws {
        let fixture = try ControlFixture()
        let answers = try fixture.send(Request.text("POST", "/nothing") + Request.text())
        #expect(answers == Answer.text("404 Not Found", "Not Found\n") + Answer.published)
    }

    // MARK: Authentication

    @Test func publisherWithoutTheKeyIsRefused() throws {
        let authentication = try ControlAuthenticationTests.make(issuer: "pushpin")
        let fixture = try ControlFixture(authentication: authentication)
        for fields in [[], ["Authorization: Bearer other"], ["Authorization: Basic b3RoZXI6b3RoZXI="]] {
            let answer = try fixture.send(Request.text("POST", "/publish", fields))
            #expect(answer.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
            #expect(answer.contains("\r\nWWW-Authenticate: Bearer\r\n"))
        }
        #expect(fixture.sink.publishes.isEmpty)
        #expect(fixture.count(.controlAuthenticationsFailed) == 3)
    }

    @Test func publisherWithTheKeyIsServed() throws {
        let authentication = try ControlAuthenticationTests.make(issuer: "pushpin")
        let fixture = try ControlFixture(authentication: authentication)
        let token = try ControlAuthenticationTests.token()
        for value in ["Bearer \(token)", "Bearer changeme", "Basic cHVzaHBpbjpjaGFuZ2VtZQ=="] {
            #expect(try fixture.send(Request.text("POST", "/publish", ["Authorization: \(value)"])) == Answer.published)
        }
    }

    @Test func withoutAKeyAuthorizationIsIgnored() throws {
        let fixture = try ControlFixture()
        #expect(try fixture.send(Request.text("POST", "/publish", ["Authorization: Nonsense"])) == Answer.published)
    }

    /// A page of the user's browser must be stopped even where the browser knows the password.
    @Test func keyDoesNotOpenThePortToWebPages() throws {
        let fixture = try ControlFixture(authentication: try ControlAuthenticationTests.make())
        let fields = ["Origin: http://a.example", "Authorization: Bearer changeme"]
        #expect(try fixture.send(Request.text("POST", "/publish", fields)).hasPrefix("HTTP/1.1 403 "))
    }

    // MARK: Back-pressure

    @Test func readingStopsWhileTooMuchWaitsBehindAPublish() throws {
        let sink = RecordingSink(answersAtOnce: false)
        let fixture = try ControlFixture(sink: sink)
        let reads = ReadCounter()
        try fixture.pipeline.pipeline.syncOperations.addHandler(reads, position: .first)
        let requests = String(repeating: Request.text(), count: 600)
        try fixture.send(requests)
        fixture.pipeline.read()
        #expect(reads.count == 0)
        while sink.finishPublish() {}
        #expect(reads.count == 1)
        #expect(sink.publishes.count == 600)
    }

    @Test func answeringStopsWhileThePublisherDoesNotRead() throws {
        let fixture = try ControlFixture()
        fixture.pipeline.isWritable = false
        #expect(try fixture.send(Request.text()) == "")
        #expect(fixture.sink.publishes.isEmpty)
        fixture.pipeline.isWritable = true
        fixture.pipeline.pipeline.fireChannelWritabilityChanged()
        #expect(try fixture.written() == Answer.published)
    }

    // MARK: Time

    @Test func unusedConnectionIsClosed() throws {
        let fixture = try ControlFixture()
        fixture.pipeline.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(fixture.pipeline.isActive)
        fixture.pipeline.embeddedEventLoop.advanceTime(by: .seconds(3))
        #expect(!fixture.pipeline.isActive)
    }

    @Test func unusedConnectionMakesRoomInACrowd() throws {
        let fixture = try ControlFixture()
        fixture.port.isCrowded = true
        fixture.pipeline.embeddedEventLoop.advanceTime(by: .seconds(3))
        #expect(!fixture.pipeline.isActive)
    }

    @Test func slowRequestIsAnswered() throws {
        let fixture = try ControlFixture()
        try fixture.send("POST /publish HTTP/1.1\r\n")
        fixture.pipeline.embeddedEventLoop.advanceTime(by: .seconds(32))
        #expect(try fixture.written() == Answer.fatal("408 Request Timeout", "Request timed out.\n"))
        #expect(fixture.count(.controlTimeouts) == 1)
        fixture.pipeline.embeddedEventLoop.advanceTime(by: .seconds(4))
        #expect(!fixture.pipeline.isActive)
    }

    // MARK: Drain

    @Test func drainLetsTheRequestInHandFinish() throws {
        let sink = RecordingSink(answersAtOnce: false)
        let fixture = try ControlFixture(sink: sink)
        try fixture.send(Request.text())
        fixture.pipeline.pipeline.fireUserInboundEventTriggered(ControlConnectionHandler.DrainEvent.began)
        #expect(fixture.pipeline.isActive)
        sink.finishPublish()
        #expect(try fixture.written() == Answer.text("200 OK", "Published\n", fields: ["Connection: close"]))
        #expect(!fixture.pipeline.isActive)
    }

    @Test func drainClosesAnUnusedConnection() throws {
        let fixture = try ControlFixture()
        fixture.pipeline.pipeline.fireUserInboundEventTriggered(ControlConnectionHandler.DrainEvent.began)
        #expect(!fixture.pipeline.isActive)
    }

    // MARK: Log

    @Test func everyRequestHasALine() throws {
        let fixture = try ControlFixture()
        try fixture.send(Request.text() + Request.text("GET", "/", body: nil))
        #expect(
            fixture.lines.all == [
                "[debug] control: POST /publish code=200 10 items=1", "[debug] control: GET / code=200 12",
            ]
        )
    }

    @Test func keyInAQueryIsNotLogged() throws {
        let fixture = try ControlFixture()
        try fixture.send(Request.text("POST", "/publish/?iss=a&key=changeme"))
        #expect(fixture.lines.all.first == "[debug] control: POST /publish/?*** code=404 10")
        #expect(!fixture.lines.all.contains { $0.contains("changeme") })
    }

    @Test func refusalIsWarnedOfOncePerCause() throws {
        let fixture = try ControlFixture()
        for _ in 0..<3 {
            try fixture.send(Request.text("POST", "/publish", ["Origin: null"]))
            try fixture.send(Request.text("GET", "/x", body: nil))
        }
        let warnings = fixture.lines.all.filter { $0.hasPrefix("[warning]") }
        #expect(warnings.count == 2)
        #expect(warnings.first?.contains("control: POST /publish code=403") == true)
        #expect(warnings.last?.contains("control: GET /x code=404") == true)
        #expect(fixture.count(.controlWebPagesRefused) == 3)
        #expect(fixture.count(.controlRequestsUnknown) == 3)
    }

    @Test func publishOfNothingIsCountedAndWarnedOf() throws {
        let fixture = try ControlFixture(sink: RecordingSink { _ in .refused("over message_rate") })
        let answer = try fixture.send(Request.text())
        #expect(answer == Answer.text("503 Service Unavailable", "Not published: over message_rate\n"))
        #expect(fixture.count(.controlPublishesRefused) == 1)
        #expect(fixture.lines.all.last?.contains("over message_rate") == true)
    }
}
