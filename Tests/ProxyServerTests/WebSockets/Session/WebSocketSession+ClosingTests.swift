import GRIP
import NIOCore
import ProxyFanout
import Testing
import WebSocket

@testable import ProxyServer

/// How a WebSocket ends (reference: websocket 1.5).
struct WebSocketSessionClosingTests {
    /// Something that ends a WebSocket, or a part of that.
    enum Event: CaseIterable {
        case clientCloses
        case originCloses
        case closeIsPublished
        case clientIsLost
        case originIsLost

        func happen(to web: WebSocketFixture) {
            switch self {
            case .clientCloses: web.clientSends(.close(4001, "client"))
            case .originCloses: web.originSends(.close(4002, "origin"))
            case .closeIsPublished: web.embedded.publish(.action(.close(CloseReason(code: 4003, text: "item"))))
            case .clientIsLost: web.clientIsLost()
            case .originIsLost: web.originIsLost()
            }
        }
    }

    private static func open() throws -> WebSocketFixture {
        try WebSocketFixture.open(target: ",sub=a")
    }

    // MARK: Closes

    static let orders: [([Event], [String])] = [
        (
            [.clientCloses, .originCloses],
            ["origin gets close 4001 client", "client gets close 4002 origin", "client ends", "origin ends", "over"]
        ),
        (
            [.originCloses, .clientCloses],
            ["client gets close 4002 origin", "origin gets close 4001 client", "client ends", "origin ends", "over"]
        ),
        (
            [.closeIsPublished, .clientCloses, .originCloses],
            ["client gets close 4003 item", "origin gets close", "client ends", "origin ends", "over"]
        ),
        (
            [.closeIsPublished, .originCloses, .clientCloses],
            ["client gets close 4003 item", "origin gets close", "origin ends", "client ends", "over"]
        ),
        (
            [.clientCloses, .closeIsPublished, .originCloses],
            ["origin gets close 4001 client", "client gets close 4002 origin", "client ends", "origin ends", "over"]
        ),
        (
            [.originCloses, .closeIsPublished, .clientCloses],
            ["client gets close 4002 origin", "origin gets close 4001 client", "client ends", "origin ends", "over"]
        ),
    ]

    @Test(arguments: orders)
    func closesAreAnsweredInEveryOrder(events: [Event], happened: [String]) throws {
        let web = try Self.open()
        for event in events {
            event.happen(to: web)
        }
        #expect(web.happened() == happened)
        #expect(web.count(.webSocketsLost) == 0)
    }

    @Test func closeWithoutACodeIsPassedOnWithoutOne() throws {
        let web = try Self.open()
        web.clientSends(.close(nil))
        web.originSends(.close(nil))
        #expect(web.happened().prefix(2) == ["origin gets close", "client gets close 1000 "])
    }

    @Test func whatComesAfterACloseGoesNowhere() throws {
        let web = try Self.open()
        web.clientSends(.close(1000), .text("late"))
        web.originSends(.text("on its way"))
        web.embedded.publish(.message("late"))
        #expect(web.happened() == ["origin gets close 1000 ", "client gets text on its way"])
    }

    @Test func clientMayFinishWhatItSaysBeforeItAnswers() throws {
        let web = try Self.open()
        web.originSends(.close(1000), .text("late"))
        web.clientSends(.text("on its way"))
        #expect(web.happened() == ["client gets close 1000 ", "origin gets text on its way"])
    }

    // MARK: Nobody answers

    @Test(
        arguments: [
            (
                Event.clientCloses, "origin gets close 4001 client",
                ["client gets close 4001 client", "client ends", "origin is cut", "over"]
            ), (.originCloses, "client gets close 4002 origin", ["client is cut", "origin is cut", "over"]),
        ]
    )
    func whoDoesNotAnswerACloseIsCut(event: Event, first: String, last: [String]) throws {
        let web = try Self.open()
        event.happen(to: web)
        web.advance(.milliseconds(9900))
        #expect(web.happened() == [first])
        web.advance(.milliseconds(300))
        #expect(web.happened() == last)
    }

    @Test(
        arguments: [
            (nil, ["client is cut", "origin is cut", "over"]),
            (Event.clientCloses, ["client ends", "origin is cut", "over"]),
            (.originCloses, ["origin ends", "client is cut", "over"]),
        ]
    )
    func whoDoesNotAnswerAPublishedCloseIsCut(answer: Event?, happened: [String]) throws {
        let web = try Self.open()
        Event.closeIsPublished.happen(to: web)
        _ = web.happened()
        answer?.happen(to: web)
        web.advance(.milliseconds(10_200))
        #expect(web.happened() == happened)
    }

    // MARK: Losses

    @Test(
        arguments: [
            ([Event.clientIsLost], ["origin is cut", "over"], 1),
            ([.originIsLost], ["client is cut", "over"], 1),
            ([.clientCloses, .originIsLost], ["origin gets close 4001 client", "client is cut", "over"], 1),
            ([.originCloses, .clientIsLost], ["client gets close 4002 origin", "origin is cut", "over"], 1),
            (
                [.clientCloses, .clientIsLost, .originCloses],
                ["origin gets close 4001 client", "origin ends", "over"], 0
            ),
            (
                [.originCloses, .originIsLost, .clientCloses],
                ["client gets close 4002 origin", "client ends", "over"], 0
            ),
            (
                [.closeIsPublished, .clientIsLost, .originCloses],
                ["client gets close 4003 item", "origin gets close", "origin ends", "over"], 0
            ),
            (
                [.closeIsPublished, .originIsLost, .clientCloses],
                ["client gets close 4003 item", "origin gets close", "client ends", "over"], 0
            ),
        ]
    )
    func lossTakesTheOtherSideAlongUnlessItCanStillBeClosed(
        events: [Event],
        happened: [String],
        lost: Int
    ) throws {
        let web = try Self.open()
        for event in events {
            event.happen(to: web)
        }
        #expect(web.happened() == happened)
        #expect(web.count(.webSocketsLost) == lost)
    }

    // MARK: Leaks

    /// Every way to end, with whatever else may come after it.
    @Test(arguments: Event.allCases, Event.allCases)
    func nothingIsLeftAfterTheEnd(first: Event, second: Event) throws {
        weak var session: WebSocketSession?
        let web = try WebSocketFixture.open(messagePrefix: "m:", target: ",sub=a")
        web.originSends(.text(#"c:{"type":"keep-alive","content":"x"}"#))
        session = web.session
        #expect(session != nil)
        first.happen(to: web)
        second.happen(to: web)
        web.advance(.seconds(11))
        #expect(web.happened().last == "over")
        #expect(session == nil)
        #expect(web.embedded.directory.all.isEmpty)
        #expect(web.client.owner == nil)
        #expect(web.origin.owner == nil)
    }
}
