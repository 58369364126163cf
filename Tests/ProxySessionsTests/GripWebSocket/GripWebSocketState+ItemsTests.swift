import GRIP
import NIOCore
import ProxySessions
import Testing
import WebSocket

/// Reference "WebSocket" 2.4; "GRIP" 3.3, 6.
struct GripWebSocketStateItemsTests {
    private static let channelName = ChannelName("p-c")

    private static func state(
        _ filters: [String],
        meta: [String: String] = [:],
        isDebug: Bool = false
    ) -> GripWebSocketState {
        var state = GripWebSocketStateTests.makeState(implicit: ["all"], prefix: "p-", isDebug: isDebug)
        _ = GripWebSocketStateTests.send(.subscribe(channel: "c", filters: filters), &state)
        for (name, value) in meta {
            _ = GripWebSocketStateTests.send(.setMeta(name: name, value: value), &state)
        }
        return state
    }

    private static func item(
        _ action: WebSocketMessageItem?,
        id: String? = nil,
        meta: [String: String] = [:]
    ) -> PublishItem {
        PublishItem(channel: "p-c", id: id, webSocketMessage: action, meta: meta)
    }

    private static func message(_ content: String, contentFilters: [String]? = nil) -> WebSocketMessageItem {
        .send(
            WebSocketMessageContent(kind: .text, content: ByteBuffer(string: content), contentFilters: contentFilters)
        )
    }

    private static func sent(_ content: String, isUnchanged: Bool) -> GripWebSocketState.OnItem {
        .send(WebSocketMessageContent(kind: .text, content: ByteBuffer(string: content)), isUnchanged: isUnchanged)
    }

    private static func internalError(_ reason: String) -> GripWebSocketState.OnItem {
        .close(ClosePayload(code: 1011, reason: reason))
    }

    @Test(
        arguments: [
            (message("x"), sent("x", isUnchanged: true)), (.refresh, .refresh),
            (.close(CloseReason(code: 4100, text: "bye")), .close(ClosePayload(code: 4100, reason: "bye"))),
            (.close(CloseReason(code: 99_999)), .close(ClosePayload(code: 65_535))),
            (.hint, .drop(reason: nil)), (nil, .drop(reason: nil)),
        ] as [(WebSocketMessageItem?, GripWebSocketState.OnItem)]
    )
    func itemIsDoneWithoutFilters(action: WebSocketMessageItem?, expected: GripWebSocketState.OnItem) {
        #expect(Self.state([]).itemPublished(Self.item(action), on: Self.channelName) == expected)
    }

    @Test func kindAndContentPassTogether() {
        let ping = WebSocketMessageContent(kind: .ping, content: ByteBuffer())
        let action = Self.state([]).itemPublished(Self.item(.send(ping)), on: Self.channelName)
        #expect(action == .send(ping, isUnchanged: true))
    }

    @Test func itemsOfOtherChannelsAreDropped() {
        let state = Self.state([])
        #expect(state.itemPublished(Self.item(Self.message("x")), on: ChannelName("c")) == .drop(reason: nil))
        #expect(
            state.itemPublished(Self.item(Self.message("x")), on: ChannelName("all"))
                == Self.sent("x", isUnchanged: true)
        )
    }

    @Test func itemsAfterACloseAreDropped() {
        var state = Self.state([])
        state.closed()
        #expect(state.itemPublished(Self.item(Self.message("x")), on: Self.channelName) == .drop(reason: nil))
        #expect(state.filtersAnswered(.send(nil), of: Self.item(Self.message("x"))) == .drop(reason: nil))
    }

    // MARK: Filters

    @Test(
        arguments: [
            (["skip-self"], "bob", "x", sent("x", isUnchanged: true)),
            (["skip-self"], "alice", "x", .drop(reason: nil)),
            (["unknown"], "alice", "x", sent("x", isUnchanged: true)),
            (["var-subst"], "bob", "for %(user)s", sent("for alice", isUnchanged: false)),
            (["skip-self", "var-subst"], "alice", "for %(user)s", .drop(reason: nil)),
        ] as [([String], String, String, GripWebSocketState.OnItem)]
    )
    func filtersOfTheChannelAreApplied(
        filters: [String],
        sender: String,
        content: String,
        expected: GripWebSocketState.OnItem
    ) {
        let state = Self.state(filters, meta: ["user": "alice"])
        let item = Self.item(Self.message(content), meta: ["sender": sender])
        #expect(state.itemPublished(item, on: Self.channelName) == expected)
        // The target's own channels have no filters.
        #expect(state.itemPublished(item, on: ChannelName("all")) == Self.sent(content, isUnchanged: true))
    }

    @Test func repeatedSubscribeReplacesFilters() {
        var state = Self.state(["skip-self"], meta: ["user": "alice"])
        let item = Self.item(Self.message("%%"), meta: ["sender": "alice"])
        #expect(state.itemPublished(item, on: Self.channelName) == .drop(reason: nil))
        _ = GripWebSocketStateTests.send(.subscribe(channel: "c", filters: ["var-subst"]), &state)
        #expect(state.itemPublished(item, on: Self.channelName) == Self.sent("%", isUnchanged: false))
        _ = GripWebSocketStateTests.send(.subscribe(channel: "c", filters: []), &state)
        #expect(state.itemPublished(item, on: Self.channelName) == Self.sent("%%", isUnchanged: true))
    }

    /// Delivery filters hold for every action.
    @Test(arguments: [.close(CloseReason()), .refresh] as [WebSocketMessageItem])
    func filtersHoldForEveryAction(action: WebSocketMessageItem) {
        let state = Self.state(["skip-self", "var-subst"], meta: ["user": "alice"])
        let own = Self.item(action, meta: ["sender": "alice"])
        #expect(state.itemPublished(own, on: Self.channelName) == .drop(reason: nil))
        let expected: GripWebSocketState.OnItem = action == .refresh ? .refresh : .close(ClosePayload(code: 1000))
        #expect(state.itemPublished(Self.item(action), on: Self.channelName) == expected)
    }

    @Test(
        arguments: [
            ("c", true), ("all", true), ("other", false), ("p-c", false), ("", true),
        ]
    )
    func requiredChannelIsTheOriginsName(name: String, isSent: Bool) {
        let item = Self.item(Self.message("x"), meta: ["require_sub": name])
        let action = Self.state(["require-sub"]).itemPublished(item, on: Self.channelName)
        #expect(action == (isSent ? Self.sent("x", isUnchanged: true) : .drop(reason: nil)))
    }

    // MARK: Failures

    @Test(
        arguments: [
            (["var-subst"], "%(x)s", nil, "filter error: var-subst: No such variable 'x' at position 4"),
            (["build-id"], "%I", nil, "filter error: build-id: no sub meta 'id_format'"),
            (["http-check"], "x", nil, "filter error: http-check: missing url value"),
            (["var-subst"], "x", ["a", "b"], "content filter mismatch: subscription=var-subst message=a,b"),
            ([], "x", ["var-subst"], "content filter mismatch: subscription= message=var-subst"),
        ] as [([String], String, [String]?, String)]
    )
    func failureDropsTheItemAndShowsInDebugMode(
        filters: [String],
        content: String,
        contentFilters: [String]?,
        reason: String
    ) {
        let item = Self.item(Self.message(content, contentFilters: contentFilters))
        let action = Self.state(filters).itemPublished(item, on: Self.channelName)
        #expect(action == .drop(reason: reason))
        let debugged = Self.state(filters, isDebug: true).itemPublished(item, on: Self.channelName)
        #expect(debugged == Self.internalError(reason))
    }

    @Test func contentForItsFiltersPasses() {
        let item = Self.item(Self.message("%%", contentFilters: ["var-subst"]))
        let action = Self.state(["var-subst"]).itemPublished(item, on: Self.channelName)
        guard case .send(let message, isUnchanged: false) = action else {
            Issue.record("\(action)")
            return
        }
        #expect(message.content == ByteBuffer(string: "%"))
    }

    /// WebSockets track no ids, so that no channel has one.
    @Test func idsOfChannelsAreUnknown() {
        let state = Self.state(["build-id"], meta: ["id_format": "%(c)s"])
        let action = state.itemPublished(Self.item(Self.message("%I"), id: "7"), on: Self.channelName)
        #expect(
            action == .drop(reason: "filter error: build-id: failed to render ID: No such variable 'c' at position 4")
        )
    }

    // MARK: Questions

    @Test func networkFilterAsksAndGoesOn() throws {
        let state = Self.state(["http-modify", "var-subst"], meta: ["url": "/check", "user": "alice"])
        let item = Self.item(Self.message("old"))
        guard case .ask(let request) = state.itemPublished(item, on: Self.channelName) else {
            Issue.record("no question")
            return
        }
        #expect(request.url == ResolvedLink(scheme: "http", authority: "app.example", target: "/check".utf8))
        let body = ByteBuffer(string: "new for %(user)s")
        let outcome = request.outcome(
            of: .response(status: 200, action: nil, body: body),
            subscription: state.filterContext
        )
        #expect(state.filtersAnswered(outcome, of: item) == Self.sent("new for alice", isUnchanged: false))
        let failure = request.outcome(of: .failed(.disconnected), subscription: state.filterContext)
        #expect(
            state.filtersAnswered(failure, of: item)
                == .drop(reason: "filter error: http-modify: network request failed: disconnected")
        )
        let drop = request.outcome(
            of: .response(status: 204, action: "drop", body: ByteBuffer()),
            subscription: state.filterContext
        )
        #expect(state.filtersAnswered(drop, of: item) == .drop(reason: nil))
    }
}
