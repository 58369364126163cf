import NIOEmbedded
import ProxyFanout
import ProxySessions
import Testing

@testable import ProxyListener

/// The end of the process, as a client connection sees it.
struct ConnectionDrainTests {
    @Test func connectionThatWaitsForARequestIsClosed() throws {
        let client = try EmbeddedClient()
        try client.request().answer()
        client.context.isDraining = true
        #expect(client.service.surveyDrain() == DrainSurvey())
        client.loop.run()
        #expect(!client.isOpen)
    }

    @Test func connectionThatWasJustOpenedMayStillBringARequest() throws {
        let client = try EmbeddedClient()
        client.context.isDraining = true
        #expect(client.service.surveyDrain().requests == 1)
        client.advance(seconds: 1)
        #expect(client.service.surveyDrain() == DrainSurvey())
        client.loop.run()
        #expect(!client.isOpen)
    }

    @Test func headThatHasBegunToArriveIsARequest() throws {
        let client = try EmbeddedClient()
        try client.request().answer()
        try client.send("GET / HT")
        client.context.isDraining = true
        #expect(client.service.surveyDrain().requests == 1)
        #expect(client.isOpen)
    }

    @Test func requestIsAnsweredAndNoOtherFollows() throws {
        let client = try EmbeddedClient()
        let exchange = try client.request()
        client.context.isDraining = true
        #expect(client.service.surveyDrain().requests == 1)
        exchange.answer("bye")
        #expect(try client.received().hasSuffix("bye"))
        _ = try? client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.exchanges.count == 1)
        let survey = client.service.surveyDrain()
        #expect(survey.requests == 0)
        #expect(survey.sending + survey.lingering == 1)
    }

    @Test(arguments: [DrainStage.stream, .longPoll, .webSocket])
    func holdIsToldOnce(stage: DrainStage) throws {
        let client = try EmbeddedClient()
        let exchange = try client.request()
        exchange.drainStage = stage
        client.context.isDraining = true
        #expect(client.service.surveyDrain().holds == 1)
        let drained = client.service.drainHolds(10, reconnecting: 5...5)
        var expected = DrainedHolds()
        expected.count(stage)
        #expect(drained == expected)
        #expect(exchange.events.contains(.drained(5)))
        exchange.drainStage = .closing
        #expect(client.service.drainHolds(10, reconnecting: 5...5).count == 0)
        #expect(client.service.surveyDrain().closing == 1)
    }

    @Test func requestIsNotTold() throws {
        let client = try EmbeddedClient()
        let exchange = try client.request()
        #expect(client.service.drainHolds(10, reconnecting: 5...5).count == 0)
        #expect(!exchange.events.contains(.drained(5)))
    }
}
