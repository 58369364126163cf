import GRIP
import NIOCore
import NIOEmbedded
import ProxySessions
import Testing

@testable import ProxyFanout

/// Reference: ops 3 and 4.
struct StatisticsHubTests {
    private let output = RecordingOutput()
    private let hub: StatisticsHub
    private let loop: EmbeddedLoop
    private let statistics: LoopStatistics
    private let start = NIODeadline.now()

    init() {
        var settings = StatisticsSettings()
        settings.format = .json
        settings.sender = "x"
        settings.connectionLifetimeSeconds = 8
        settings.reportInterval = .seconds(3)
        self.hub = StatisticsHub(settings, output: self.output)
        self.statistics = LoopStatistics(self.hub, position: 0)
        self.loop = EmbeddedLoop(directory: HubFixture(loopCount: 1).hub, statistics: self.statistics)
        self.hub.start([StatisticsHub.Member(self.statistics, shard: self.loop.shard)])
    }

    private func begin(_ routeID: String? = nil, isWebSocket: Bool = false) -> ConnectionToken {
        self.statistics.connectionBegan(
            LoopStatistics.Beginning(routeID: routeID, isWebSocket: isWebSocket, isTLS: false, headBytes: 10),
            peerAddress: { "10.0.0.1" }
        )
    }

    /// Lets the clock say that so many seconds have passed; gives the packets.
    private func pass(_ seconds: Int64) -> [String] {
        self.hub.tick(now: self.start + .seconds(seconds) + .milliseconds(500))
        self.loop.turn()
        return self.output.take()
    }

    @Test func aRequestIsToldFromItsBeginningToItsEnd() {
        let token = self.begin("api")
        #expect(
            self.output.take() == [
                #"conn J{"id":"holdfast:0-0-0","peer-address":"10.0.0.1","route":"api","ttl":8,"type":"http"}"#
            ]
        )
        #expect(self.statistics.existing(["holdfast:0-0-0", "holdfast:0-0-1"]) == ["holdfast:0-0-0"])
        self.statistics.connectionEnded(token)
        #expect(self.output.take() == [#"conn J{"id":"holdfast:0-0-0","route":"api","unavailable":true}"#])
        #expect(self.statistics.existing(["holdfast:0-0-0"]) == [])
        #expect(self.pass(0) == [#"activity J{"count":1,"route":"api"}"#, #"counts J{"requests-received":1}"#])
        #expect(self.pass(0) == [])
    }

    @Test func aWebSocketIsToldOnceItIsAcceptedByTheNameTheOriginKnows() {
        let id = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0"
        let token = self.begin(isWebSocket: true)
        #expect(self.output.take() == [])
        self.statistics.webSocketAccepted(token, connectionID: id)
        #expect(self.output.take() == [#"conn J{"id":"\#(id)","peer-address":"10.0.0.1","ttl":8,"type":"ws"}"#])
        #expect(self.statistics.existing(["nobody", id]) == [id])
        self.statistics.connectionEnded(token)
        #expect(self.output.take() == [#"conn J{"id":"\#(id)","unavailable":true}"#])
    }

    @Test func aWebSocketThatIsNotAcceptedIsNotTold() {
        self.statistics.connectionEnded(self.begin(isWebSocket: true))
        #expect(self.output.take() == [])
    }

    @Test func connectionsAreRefreshedInThreeQuartersOfTheirLife() {
        self.output.want([.connection])
        _ = self.begin()
        _ = self.begin()
        _ = self.output.take()
        #expect((1...6).flatMap { self.pass($0) }.count == 2)
    }

    @Test func aReportTellsWhatARouteDidInItsInterval() throws {
        self.output.want([.report])
        let token = self.begin()
        self.statistics.connectionEnded(self.begin())
        self.statistics.add(.clientContentBytesSent, 5, for: token)
        #expect(self.pass(2) == [])
        let report = try #require(self.pass(3).first)
        for field in [#""connections":2"#, #""minutes":2"#, #""client-header-bytes-received":20"#] {
            #expect(report.contains(field))
        }
        #expect(report.contains(#""client-content-bytes-sent":5"#))
        let next = try #require(self.pass(6).first)
        #expect(next.contains(#""connections":1"#) && next.contains(#""minutes":0"#))
        self.statistics.connectionEnded(token)
        #expect(self.pass(9).count == 1)
        #expect(self.pass(12) == [])
    }

    @Test func subscriptionsAreToldToWhomeverAsksLater() {
        self.output.want([])
        _ = self.loop.subscriber(of: "a", "b")
        #expect(self.pass(0) == [])
        self.output.want([.subscription])
        #expect(
            Set(self.pass(0)) == [
                #"sub J{"channel":"a","mode":"stream","subscribers":1,"ttl":60}"#,
                #"sub J{"channel":"b","mode":"stream","subscribers":1,"ttl":60}"#,
            ]
        )
        let second = self.loop.subscriber(of: "c")
        #expect(self.output.take() == [#"sub J{"channel":"c","mode":"stream","subscribers":1,"ttl":60}"#])
        self.loop.shard.unsubscribe(second)
        #expect(self.output.take() == [#"sub J{"channel":"c","mode":"stream","unavailable":true}"#])
        self.output.want([])
        _ = self.pass(0)
        _ = self.loop.subscriber(of: "d")
        #expect(self.output.take() == [])
    }

    @Test func anItemIsToldOnceForEachKindOfReceiver() {
        var receivers = Receivers()
        receivers[.stream] = 2
        receivers[.webSocket] = 1
        let item = PublishedItem(.stream("a", id: "i"))
        self.hub.published(item, receivers: receivers)
        self.hub.published(item, receivers: Receivers())
        #expect(
            self.output.take() == [
                #"message J{"channel":"a","count":2,"item-id":"i","transport":"http-stream"}"#,
                #"message J{"channel":"a","count":1,"item-id":"i","transport":"ws-message"}"#,
            ]
        )
        #expect(self.hub.metrics().messagesReceived == 2)
    }

    @Test func deliveriesAreCountedForTheRouteOfTheReceiver() throws {
        self.output.want([.report])
        let subscribers = [ReceiverKind(.stream), self.statistics.receiverKind(.response, of: self.begin("api"))].map {
            let subscriber = RecordingSubscriber()
            subscriber.receiverKind = $0
            self.loop.shard.subscribe(subscriber, to: [ChannelName("a")])
            return subscriber
        }
        #expect(self.loop.deliver("a") == subscribers.count)
        let reports = self.pass(3)
        #expect(reports.count == 2)
        #expect(reports[0].contains(#""sent":1"#) && reports[0].contains(#""http-response-sent":0"#))
        #expect(reports[1].contains(#""sent":1"#) && reports[1].contains(#""http-response-sent":1"#))
        #expect(self.hub.metrics().messagesSent == 2)
        #expect(self.hub.metrics(hasMessages: false).messagesSent == 0)
    }
}
