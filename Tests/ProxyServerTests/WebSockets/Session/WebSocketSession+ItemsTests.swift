import GRIP
import NIOCore
import ProxyFanout
import Testing
import WebSocket

@testable import ProxyServer

/// Published items (reference: websocket 2.4, GRIP 6).
struct WebSocketSessionItemsTests {
    @Test(arguments: WebSocketMessageContent.Kind.allCases)
    func messageIsDelivered(kind: WebSocketMessageContent.Kind) throws {
        let web = try WebSocketFixture.subscribed()
        #expect(web.embedded.publish(.message("news", kind, on: "p-a")) == 1)
        #expect(web.happened() == ["client gets own \(kind) news"])
    }

    @Test(
        arguments: [
            (PublishItem.action(.close(CloseReason()), on: "p-a"), ["client gets close 1000 ", "origin gets close"]),
            (
                .action(.close(CloseReason(code: 4000, text: "bye")), on: "p-a"),
                ["client gets close 4000 bye", "origin gets close"]
            ),
            (.action(.refresh, on: "p-a"), ["origin is asked for news"]), (.action(.hint, on: "p-a"), []),
            (PublishItem(channel: "p-a", httpStream: .hint), []), (.message("x", on: "a"), []),
            (.message("x", on: "p-b"), []),
        ]
    )
    func itemHasItsEffect(item: PublishItem, happened: [String]) throws {
        let web = try WebSocketFixture.subscribed()
        #expect(web.embedded.publish(item) == (happened.isEmpty ? 0 : 1))
        #expect(web.happened() == happened)
    }

    @Test func itemsBehindACloseAreNotDelivered() throws {
        let web = try WebSocketFixture.subscribed()
        let taken = web.embedded.publish(
            .message("before", on: "p-a"),
            .action(.close(CloseReason()), on: "p-a"),
            .message("after", on: "p-a")
        )
        #expect(taken == 2)
        #expect(web.happened() == ["client gets own text before", "client gets close 1000 ", "origin gets close"])
        #expect(web.embedded.directory.all.isEmpty)
    }

    // MARK: The short way

    @Test(
        arguments: [
            ([PublishItem.message("x", on: "p-a")], true),
            ([.message("x", on: "p-a"), .message("y", on: "p-a")], false),
            ([.message("x", on: "p-b")], false), ([.action(.refresh, on: "p-a")], false),
            ([.action(.close(CloseReason()), on: "p-a")], false),
        ]
    )
    func framesMayPassTheSessionAfterAPlainMessage(items: [PublishItem], isAllowed: Bool) throws {
        let web = try WebSocketFixture.subscribed()
        web.embedded.publish(items)
        #expect(web.client.allowsDirectFrames == isAllowed)
    }

    @Test func framesDoNotPassFilters() throws {
        let web = try WebSocketFixture.subscribed(filters: #"["var-subst"]"#)
        web.embedded.publish(.message("news", on: "p-a"))
        #expect(!web.client.allowsDirectFrames)
    }

    @Test func framesDoNotPassWhenFiltersMayHaveCome() throws {
        let web = try WebSocketFixture.subscribed()
        web.embedded.publish(.message("one", on: "p-a"))
        #expect(web.client.allowsDirectFrames)
        web.originSends(.text(#"c:{"type":"subscribe","channel":"a","filters":["skip-self"]}"#))
        #expect(!web.client.allowsDirectFrames)
        web.embedded.publish(.message("two", on: "p-a"))
        #expect(!web.client.allowsDirectFrames)
    }

    @Test func frameThatPassedTheSessionPostponesTheKeepAlive() throws {
        let web = try WebSocketFixture.subscribed()
        web.originSends(.text(#"c:{"type":"keep-alive","content":"k","timeout":10}"#))
        web.client.lastDirectFrame = web.session.map { $0.now + .seconds(5) }
        web.advance(.seconds(11))
        #expect(web.happened() == [])
        web.advance(.seconds(5))
        #expect(web.happened() == ["client gets own text k"])
    }

    // MARK: Filters

    @Test(arguments: [("me", []), ("you", ["client gets own text news"])])
    func filterDecidesByWhatTheOriginSet(user: String, happened: [String]) throws {
        let web = try WebSocketFixture.subscribed(filters: #"["skip-self"]"#)
        web.originSends(.text(#"c:{"type":"set-meta","name":"user","value":"me"}"#))
        web.embedded.publish(.message("news", on: "p-a", meta: ["sender": user]))
        #expect(web.happened() == happened)
    }

    @Test func filterChangesTheMessage() throws {
        let web = try WebSocketFixture.subscribed(filters: #"["var-subst"]"#)
        web.originSends(.text(#"c:{"type":"set-meta","name":"user","value":"me"}"#))
        web.embedded.publish(.message("for %(user)s", on: "p-a", filters: ["var-subst"]))
        #expect(web.happened() == ["client gets own text for me"])
    }

    static let failures: [(filters: String, item: PublishItem, reason: String)] = [
        (
            "[]", .message("x", on: "p-a", filters: ["build-id"]),
            "content filter mismatch: subscription= message=build-id"
        ),
        (#"["build-id"]"#, .message("x", on: "p-a"), "filter error: build-id: no sub meta 'id_format'"),
        (#"["http-check"]"#, .message("x", on: "p-a"), "filter error: http-check: missing url value"),
    ]

    @Test(arguments: failures)
    func failureDropsTheItem(filters: String, item: PublishItem, reason: String) throws {
        let web = try WebSocketFixture.subscribed(filters: filters)
        #expect(web.embedded.publish(item) == 0)
        #expect(web.happened().isEmpty)
        #expect(web.count(.deliveriesDropped) == 1)
        #expect(web.embedded.lines.all.contains { $0.hasPrefix("[warning] item not delivered: \(reason)") })
    }

    @Test(arguments: failures)
    func failureClosesTheConnectionInDebugMode(filters: String, item: PublishItem, reason: String) throws {
        let web = try WebSocketFixture.subscribed(filters: filters, isDebug: true)
        web.embedded.publish(item)
        #expect(web.happened() == ["client gets close 1011 \(reason)", "origin gets close"])
    }

    // MARK: Filters that ask

    /// A session whose first item waits for the answer of a filter.
    private static func asking(isDebug: Bool = false) throws -> WebSocketFixture {
        let web = try WebSocketFixture.subscribed(filters: #"["http-modify"]"#, isDebug: isDebug)
        web.originSends(.text(#"c:{"type":"set-meta","name":"url","value":"http://here/filter"}"#))
        web.embedded.publish(.message("one", on: "p-a"), .message("two", on: "p-a"))
        return web
    }

    private static func answer(_ head: String, body: String = "", to web: WebSocketFixture) throws {
        let text = "HTTP/1.1 \(head)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        try web.embedded.origins.send(ByteBuffer(string: text))
    }

    @Test func itemsWaitForTheAnswerInTheirOrder() throws {
        let web = try Self.asking()
        web.originSends(.text("m:meanwhile"))
        #expect(web.happened() == ["client gets text meanwhile"])
        try Self.answer("200 OK", body: "changed", to: web)
        #expect(web.happened() == ["client gets own text changed"])
        try Self.answer("204 No Content", to: web)
        #expect(web.happened() == ["client gets own text two"])
    }

    @Test(arguments: [false, true])
    func answerThatCannotBeUsedCostsTheItem(isDebug: Bool) throws {
        let web = try Self.asking(isDebug: isDebug)
        try Self.answer("500 No", to: web)
        let reason = "filter error: http-modify: unexpected network request status: code=500"
        #expect(web.happened() == (isDebug ? ["client gets close 1011 \(reason)", "origin gets close"] : []))
    }

    @Test func questionIsGivenUpWithTheSession() throws {
        weak var session: WebSocketSession?
        let web = try Self.asking()
        session = web.session
        web.clientIsLost()
        #expect(web.happened() == ["origin is cut", "over"])
        #expect(!web.embedded.origins.isOpen)
        #expect(session == nil)
    }
}
