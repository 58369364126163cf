import GRIP
import NIOCore
import ProxySessions
import Testing
import WebSocket

/// Reference "WebSocket" 2.3.
struct GripWebSocketStateTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private static func time(_ seconds: Int64) -> NIODeadline {
        self.start + .seconds(seconds)
    }

    static func message(
        _ content: String,
        _ kind: WebSocketMessageContent.Kind = .text
    ) -> WebSocketMessageContent {
        WebSocketMessageContent(kind: kind, content: ByteBuffer(string: content))
    }

    static func makeState(
        implicit: [String] = [],
        prefix: String = "",
        maximumChannels: Int = 20,
        isDebug: Bool = false
    ) -> GripWebSocketState {
        GripWebSocketState(
            implicitChannels: implicit,
            prefix: prefix,
            maximumChannels: maximumChannels,
            currentURI: ResolvedLink(scheme: "http", authority: "app.example", target: "/ws".utf8),
            isDebug: isDebug
        )
    }

    static func send(
        _ message: ControlMessage,
        _ state: inout GripWebSocketState,
        at seconds: Int64 = 0,
        jitter: TimeAmount = .zero
    ) -> GripWebSocketState.OnControl {
        state.controlReceived(message, now: self.time(seconds), jitter: jitter)
    }

    private static func look(
        _ state: inout GripWebSocketState,
        at seconds: Int64,
        isBlocked: Bool = false
    ) -> GripWebSocketState.OnDeadline {
        state.deadlineReached(now: self.time(seconds), isBlocked: isBlocked, jitter: .zero)
    }

    private static func subscribe(_ name: String, _ filters: [String] = []) -> ControlMessage {
        .subscribe(channel: name, filters: filters)
    }

    private static func keepAlive(_ mode: KeepAlive.Mode, seconds: Int = 20, _ content: String = "ka") -> ControlMessage
    {
        .keepAlive(ControlKeepAlive(message: self.message(content), timeout: .seconds(seconds), mode: mode))
    }

    private static func delayed(_ content: String, seconds: Int = 5) -> ControlMessage {
        .sendDelayed(ControlDelayedMessage(message: self.message(content), delay: .seconds(seconds)))
    }

    // MARK: Channels

    @Test func channelsHaveThePrefixOfTheRoute() {
        var state = Self.makeState(prefix: "p-")
        #expect(Self.send(Self.subscribe("a"), &state) == .subscribe(ChannelName("p-a")))
        #expect(Self.send(Self.subscribe("b"), &state) == .subscribe(ChannelName("p-b")))
        #expect(state.channelNames == [ChannelName("p-a"), ChannelName("p-b")])
        #expect(Self.send(.unsubscribe(channel: "a"), &state) == .unsubscribe(ChannelName("p-a")))
        #expect(Self.send(.unsubscribe(channel: "a"), &state) == .done)
        #expect(Self.send(.unsubscribe(channel: "p-b"), &state) == .done)
        #expect(state.channelNames == [ChannelName("p-b")])
    }

    @Test func channelsOfTheTargetHaveNoPrefixAndStay() {
        var state = Self.makeState(implicit: ["news", "all", "news"], prefix: "n")
        #expect(state.channelNames == [ChannelName("news"), ChannelName("all")])
        #expect(Self.send(.unsubscribe(channel: "ews"), &state) == .done)
        #expect(Self.send(Self.subscribe("ews", ["skip-self"]), &state) == .done)
        #expect(Self.send(Self.subscribe("ews2"), &state) == .subscribe(ChannelName("news2")))
        #expect(state.channelNames == [ChannelName("news"), ChannelName("all"), ChannelName("news2")])
    }

    @Test func subscribingAgainIsNothingNew() {
        var state = Self.makeState(maximumChannels: 1)
        #expect(Self.send(Self.subscribe("a"), &state) == .subscribe(ChannelName("a")))
        #expect(Self.send(Self.subscribe("a", ["var-subst"]), &state) == .done)
        #expect(state.channelNames.count == 1)
    }

    @Test func channelsBeyondTheLimitAreRefused() {
        var state = Self.makeState(implicit: ["i"], maximumChannels: 3)
        _ = Self.send(Self.subscribe("a"), &state)
        _ = Self.send(Self.subscribe("b"), &state)
        #expect(Self.send(Self.subscribe("c"), &state) == .refuse(.subscriptions(3)))
        #expect(Self.send(.unsubscribe(channel: "c"), &state) == .done)
        _ = Self.send(.unsubscribe(channel: "a"), &state)
        #expect(Self.send(Self.subscribe("c"), &state) == .subscribe(ChannelName("c")))
        #expect(Self.makeState(implicit: ["a", "b", "c"], maximumChannels: 2).channelNames.count == 2)
        #expect(Self.makeState(implicit: ["a"], maximumChannels: 0).channelNames.isEmpty)
    }

    @Test(arguments: [(true, "too many filters for channel 'a'"), (false, "")])
    func tooManyFiltersCloseTheConnection(isDebug: Bool, text: String) {
        var state = Self.makeState(isDebug: isDebug)
        let filters = ["a", "b", "c", "d", "e"]
        #expect(Self.send(Self.subscribe("ok", filters), &state) == .subscribe(ChannelName("ok")))
        #expect(
            Self.send(Self.subscribe("a", filters + ["f"]), &state)
                == .close(ClosePayload(code: 1011, reason: text), reason: "too many filters for channel 'a'")
        )
        #expect(state.channelNames == [ChannelName("ok")])
    }

    @Test func detachIsLeftToTheDriver() {
        var state = Self.makeState(implicit: ["i"])
        _ = Self.send(Self.keepAlive(.idle), &state)
        #expect(Self.send(.detach, &state) == .detach)
        #expect(state.channelNames == [ChannelName("i")])
        #expect(Self.look(&state, at: 20) == .send(Self.message("ka")))
    }

    // MARK: Values

    @Test func sessionIsSetAndCleared() {
        var state = Self.makeState()
        #expect(state.sessionID == nil)
        #expect(Self.send(.session(id: "s"), &state) == .done)
        #expect(state.sessionID == "s")
        #expect(Self.send(.session(id: nil), &state) == .done)
        #expect(state.sessionID == nil)
    }

    @Test func metaIsSetReplacedAndRemoved() {
        var state = Self.makeState()
        #expect(Self.send(.setMeta(name: "a", value: "1"), &state) == .done)
        #expect(Self.send(.setMeta(name: "b", value: ""), &state) == .done)
        #expect(Self.send(.setMeta(name: "a", value: "2"), &state) == .done)
        #expect(state.meta == ["a": "2", "b": ""])
        #expect(Self.send(.setMeta(name: "a", value: nil), &state) == .done)
        #expect(Self.send(.setMeta(name: "x", value: nil), &state) == .done)
        #expect(state.meta == ["b": ""])
    }

    /// Without a limit an origin could fill the proxy's memory through one connection.
    @Test func metaHasALimit() {
        var state = Self.makeState()
        let limit = GripWebSocketState.maximumMetaBytes
        let long = String(repeating: "x", count: limit - 1)
        #expect(Self.send(.setMeta(name: "a", value: long), &state) == .done)
        #expect(Self.send(.setMeta(name: "b", value: ""), &state) == .refuse(.metaBytes(limit)))
        #expect(Self.send(.setMeta(name: "a", value: long + "x"), &state) == .refuse(.metaBytes(limit)))
        #expect(state.meta == ["a": long])
        #expect(Self.send(.setMeta(name: "a", value: nil), &state) == .done)
        #expect(Self.send(.setMeta(name: "b", value: ""), &state) == .done)
    }

    /// A name may be spelled in two ways; what is counted must be what is kept, or the limit would wear off.
    @Test func metaIsCountedAsItIsKept() {
        var state = Self.makeState()
        let limit = GripWebSocketState.maximumMetaBytes
        for _ in 0..<100 {
            _ = Self.send(.setMeta(name: "\u{E9}", value: "x"), &state)
            _ = Self.send(.setMeta(name: "e\u{301}", value: "xy"), &state)
            _ = Self.send(.setMeta(name: "e\u{301}", value: nil), &state)
        }
        #expect(state.meta.isEmpty)
        let long = String(repeating: "x", count: limit - 1)
        #expect(Self.send(.setMeta(name: "a", value: long + "x"), &state) == .refuse(.metaBytes(limit)))
        #expect(Self.send(.setMeta(name: "a", value: long), &state) == .done)
    }

    // MARK: Keep-alives

    @Test(arguments: [(KeepAlive.Mode.idle, 35), (.interval, 20)] as [(KeepAlive.Mode, Int64)])
    func everyFramePutsOffAnIdleKeepAlive(mode: KeepAlive.Mode, due: Int64) {
        var state = Self.makeState()
        #expect(state.nextDeadline == nil)
        #expect(Self.send(Self.keepAlive(mode), &state) == .done)
        #expect(state.nextDeadline == Self.time(20))
        state.frameSent(now: Self.time(15))
        #expect(state.nextDeadline == Self.time(due))
        #expect(Self.look(&state, at: due - 1) == .wait(until: Self.time(due)))
        #expect(Self.look(&state, at: due) == .send(Self.message("ka")))
        #expect(Self.look(&state, at: due) == .wait(until: Self.time(due + 20)))
    }

    @Test func jitterShortensEachInterval() {
        var state = Self.makeState()
        _ = Self.send(Self.keepAlive(.interval), &state, jitter: .milliseconds(999))
        #expect(state.nextDeadline == Self.start + .milliseconds(19_001))
        let action = state.deadlineReached(now: Self.time(20), isBlocked: false, jitter: .milliseconds(500))
        #expect(action == .send(Self.message("ka")))
        #expect(state.nextDeadline == Self.start + .milliseconds(39_500))
    }

    @Test func newKeepAliveReplacesTheOld() {
        var state = Self.makeState()
        _ = Self.send(Self.keepAlive(.idle), &state)
        _ = Self.send(Self.keepAlive(.interval, seconds: 5, "new"), &state, at: 10)
        #expect(state.nextDeadline == Self.time(15))
        #expect(Self.look(&state, at: 20) == .send(Self.message("new")))
        #expect(Self.send(.keepAlive(nil), &state, at: 21) == .done)
        #expect(Self.look(&state, at: 100) == .forget)
    }

    @Test func keepAliveIsSkippedWhileTheClientDoesNotRead() {
        var state = Self.makeState()
        _ = Self.send(Self.keepAlive(.idle), &state)
        #expect(Self.look(&state, at: 20, isBlocked: true) == .wait(until: Self.time(40)))
        #expect(Self.look(&state, at: 40) == .send(Self.message("ka")))
    }

    // MARK: Delayed messages

    @Test func delayedMessageIsSentOnce() {
        var state = Self.makeState()
        #expect(Self.send(Self.delayed("later"), &state) == .done)
        #expect(state.nextDeadline == Self.time(5))
        state.frameSent(now: Self.time(4))
        #expect(Self.look(&state, at: 4) == .wait(until: Self.time(5)))
        #expect(Self.look(&state, at: 5, isBlocked: true) == .send(Self.message("later")))
        #expect(Self.look(&state, at: 5) == .forget)
        #expect(Self.send(.flushDelayed, &state) == .done)
    }

    @Test func newDelayedMessageSendsThePendingOne() {
        var state = Self.makeState()
        _ = Self.send(Self.delayed("1"), &state)
        #expect(Self.send(Self.delayed("2"), &state, at: 3) == .send(Self.message("1")))
        #expect(state.nextDeadline == Self.time(8))
        #expect(Self.send(.flushDelayed, &state, at: 4) == .send(Self.message("2")))
        #expect(state.nextDeadline == nil)
    }

    /// A delayed message is a frame like any other.
    @Test func delayedMessagePutsOffAnIdleKeepAlive() {
        var state = Self.makeState()
        _ = Self.send(Self.keepAlive(.idle), &state)
        _ = Self.send(Self.delayed("1", seconds: 20), &state)
        #expect(Self.look(&state, at: 20) == .send(Self.message("1")))
        #expect(Self.look(&state, at: 20) == .wait(until: Self.time(40)))
        _ = Self.send(Self.delayed("2", seconds: 100), &state, at: 25)
        _ = Self.send(.flushDelayed, &state, at: 30)
        #expect(state.nextDeadline == Self.time(50))
    }

    @Test func whatIsDueTogetherIsSentTogether() {
        var state = Self.makeState()
        _ = Self.send(Self.keepAlive(.interval), &state)
        _ = Self.send(Self.delayed("1", seconds: 19), &state)
        #expect(Self.look(&state, at: 21) == .send(Self.message("1")))
        #expect(Self.look(&state, at: 21) == .send(Self.message("ka")))
        #expect(Self.look(&state, at: 21) == .wait(until: Self.time(41)))
    }

    /// The longest delay that can be asked for must not overflow.
    @Test func longDelayIsFarAway() throws {
        var state = Self.makeState()
        let huge = try ControlMessage(
            parsing: ByteBuffer(string: #"{"type":"send-delayed","content":"x","timeout":1e300}"#)
        )
        #expect(Self.send(huge, &state) == .done)
        #expect(Self.look(&state, at: 2_147_483_646) == .wait(until: Self.time(2_147_483_647)))
    }

    // MARK: The end

    @Test func nothingIsSentAfterAClose() {
        var state = Self.makeState(implicit: ["i"])
        _ = Self.send(Self.keepAlive(.interval), &state)
        _ = Self.send(Self.delayed("1"), &state)
        #expect(!state.isClosed)
        state.closed()
        #expect(state.isClosed)
        #expect(state.nextDeadline == nil)
        #expect(Self.look(&state, at: 100) == .forget)
        for message in [
            Self.subscribe("a"), Self.subscribe("a", Array(repeating: "f", count: 6)), .unsubscribe(channel: "a"),
            .detach, .session(id: "s"), .setMeta(name: "n", value: "v"), Self.keepAlive(.idle), Self.delayed("2"),
            .flushDelayed,
        ] {
            #expect(Self.send(message, &state) == .done)
        }
        state.frameSent(now: Self.time(1))
        #expect(state.nextDeadline == nil)
        #expect(state.sessionID == nil && state.meta.isEmpty)
        #expect(state.channelNames == [ChannelName("i")])
    }

    @Test(
        arguments: [
            (
                .subscriptions(20),
                "too many subscriptions: more than 20; raise connection_subscription_max or name fewer channels"
            ),
            (.metaBytes(5), "too much set-meta: names and values of one connection are longer than 5 bytes"),
        ] as [(WebSocketLimit, String)]
    )
    func limitsAreLinesForTheLog(limit: WebSocketLimit, text: String) {
        #expect("\(limit)" == text)
    }
}
