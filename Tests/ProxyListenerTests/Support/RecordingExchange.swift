import HTTP1
import NIOCore
import ProxyListener
import ProxySessions

/// Writes down what comes of one request, and answers where a test wants it to.
final class RecordingExchange: RequestReceiver {
    enum Event: Equatable {
        case body(String)
        case end
        case writable(Bool)
        case clientClosed
        case drained(Int)
    }

    let head: RequestHead
    let framing: BodyFraming
    let responder: ClientResponder
    /// What came, body pieces that follow each other as one, ends of read turns left out.
    private(set) var events: [Event] = []
    /// Whether the request counts as held.
    var isHeld = false
    /// What it has to do before the process can end.
    var drainStage = DrainStage.request
    private(set) var readCompletes = 0
    var onEvent: (Event) -> Void = { _ in }

    init(_ head: RequestHead, framing: BodyFraming, responder: ClientResponder) {
        self.head = head
        self.framing = framing
        self.responder = responder
    }

    var target: String { String(decoding: self.head.target, as: UTF8.self) }

    /// Sends a complete response.
    func answer(_ body: String = "ok", isReusable: Bool = true) {
        let fields: HeaderFields = ["Content-Length": "\(body.utf8.count)"]
        self.sendHead(fields: fields, framing: .length(body.utf8.count), isReusable: isReusable)
        self.responder.sendBody(ByteBuffer(string: body))
        self.responder.sendEnd()
    }

    func sendHead(
        _ status: Int = 200,
        fields: HeaderFields = [:],
        framing: BodyFraming = .chunked,
        isReusable: Bool = true
    ) {
        self.responder.sendHead(
            ResponseHead(status: status, fields: fields),
            framing: framing,
            isReusable: isReusable
        )
    }

    func send(_ text: String) {
        self.responder.sendBody(ByteBuffer(string: text))
    }

    private func record(_ event: Event) {
        self.events.append(event)
        self.onEvent(event)
    }

    func requestBody(_ bytes: ByteBuffer) {
        let text = String(buffer: bytes)
        if case .body(let earlier)? = self.events.last {
            self.events[self.events.count - 1] = .body(earlier + text)
            self.onEvent(.body(text))
        } else {
            self.record(.body(text))
        }
    }

    func requestEnd() {
        self.record(.end)
    }

    func requestReadComplete() {
        self.readCompletes += 1
    }

    func clientWritabilityChanged(isWritable: Bool) {
        self.record(.writable(isWritable))
    }

    func drainHold(reconnectingAfter milliseconds: Int) {
        self.record(.drained(milliseconds))
    }

    func clientClosed() {
        self.record(.clientClosed)
    }
}
