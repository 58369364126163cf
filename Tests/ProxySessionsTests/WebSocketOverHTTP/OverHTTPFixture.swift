import GRIP
import HTTP1
import NIOCore
import ProxySessions
import WebSocket

/// A machine with short ways to feed it, and a clock that the test moves.
struct OverHTTPFixture: ~Copyable {
    var machine: OverHTTPStateMachine
    var now = NIODeadline.uptimeNanoseconds(1_000_000_000)

    /// A machine that has not sent `OPEN` yet.
    init(isOneEvent: Bool = false, limits: OverHTTPLimits = OverHTTPLimits(eventBytes: 100, answerBytes: 1000)) {
        self.machine = OverHTTPStateMachine(limits: limits, isOneEvent: isOneEvent)
    }

    /// A machine whose `OPEN` was accepted; nothing is under way.
    static func open(_ lines: [String] = [], isOneEvent: Bool = false) -> OverHTTPFixture {
        var fixture = OverHTTPFixture(isOneEvent: isOneEvent)
        _ = fixture.step()
        _ = fixture.answer("OPEN\r\n", lines)
        _ = fixture.step()
        return fixture
    }

    mutating func step() -> OverHTTPStateMachine.Step {
        self.machine.nextStep(now: self.now)
    }

    /// The events of the request that the next step sends; `nil` if it sends none.
    mutating func request() -> [WebSocketEvent]? {
        guard case .request(let request) = self.step() else { return nil }
        return request.events
    }

    mutating func wait(seconds: Int64) {
        self.now = self.now + .seconds(seconds)
    }

    /// The client sends a text message, and a read turn ends; returns what the next step is.
    mutating func send(_ text: String) -> OverHTTPStateMachine.Step {
        _ = self.machine.clientSent(.text(text))
        return self.step()
    }

    mutating func close(_ code: Int? = nil, _ reason: String = "") -> OverHTTPStateMachine.Step {
        _ = self.machine.clientSent(.close(code.map { ClosePayload(code: $0, reason: reason) }))
        return self.step()
    }

    /// The head of an answer comes.
    mutating func begin(
        status: Int = 200,
        type: String = "application/websocket-events",
        framing: BodyFraming = .chunked,
        _ lines: [String] = []
    ) -> OverHTTPStateMachine.OnAnswerHead {
        let fields = HeaderFields(["Content-Type: \(type)"] + lines)
        return self.machine.answerBegan(ResponseHead(status: status, fields: fields), framing: framing)
    }

    /// A whole answer comes, in two pieces.
    mutating func answer(_ body: String, _ lines: [String] = []) -> OverHTTPStateMachine.OnAnswerEnd {
        _ = self.begin(lines)
        var bytes = ByteBuffer(string: body)
        if let first = bytes.readSlice(length: bytes.readableBytes / 2) {
            _ = self.machine.answerReceived(first)
        }
        _ = self.machine.answerReceived(bytes)
        return self.machine.answerEnded(now: self.now)
    }

    /// What the client is given now.
    mutating func deliveries() -> [OverHTTPStateMachine.OnDelivery] {
        var all: [OverHTTPStateMachine.OnDelivery] = []
        while true {
            let next = self.machine.nextDelivery()
            switch next {
            case .deliver: all.append(next)
            case .lose: return all + [next]
            case .rest: return all
            }
        }
    }

    mutating func fail(_ failure: OverHTTPStateMachine.Failure) -> OverHTTPStateMachine.OnFailure {
        self.machine.requestFailed(failure, now: self.now, jitter: .milliseconds(7))
    }
}

extension MessagePart {
    static func text(_ text: String) -> MessagePart { .data(DataPart(whole: .text, ByteBuffer(string: text))) }

    static func binary(_ text: String) -> MessagePart { .data(DataPart(whole: .binary, ByteBuffer(string: text))) }

    static func piece(_ kind: MessageKind, _ text: String, isFirst: Bool, isLast: Bool) -> MessagePart {
        .data(
            DataPart(
                kind: kind,
                bytes: ByteBuffer(string: text),
                isFirst: isFirst,
                isLast: isLast,
                isUnfragmented: false
            )
        )
    }

    static func closed(_ code: Int, _ reason: String = "") -> MessagePart {
        .close(ClosePayload(code: code, reason: reason))
    }
}

extension WebSocketEvent {
    static func text(_ text: String) -> WebSocketEvent { .text(ByteBuffer(string: text)) }

    static func ping(_ text: String) -> WebSocketEvent { .ping(ByteBuffer(string: text)) }

    static func closed(_ code: Int, _ reason: String = "") -> WebSocketEvent {
        .close(WebSocketCloseContent(code: code, reason: ByteBuffer(string: reason)))
    }
}

extension OverHTTPStateMachine.OnDelivery {
    static func text(_ text: String) -> Self { .deliver(.text(text)) }

    static func pong(_ text: String) -> Self { .deliver(.pong(ByteBuffer(string: text))) }
}

extension OverHTTPStateMachine.Step {
    static func request(
        _ events: [WebSocketEvent],
        replayed: Int = 0,
        allowsReuse: Bool = true
    ) -> Self {
        .request(EventRequest(events: events, replayedByteCount: replayed, allowsReuse: allowsReuse))
    }
}
