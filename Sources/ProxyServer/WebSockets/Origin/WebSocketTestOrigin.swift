import GRIP
import NIOCore
import WebSocket

/// The end of the built-in target `test`: subscribes to the channels of the query and echoes messages
/// (reference: behaviour 1.7).
final class WebSocketTestOrigin: WebSocketOrigin {
    /// What it puts before its messages.
    static let messagePrefix = Array("m:".utf8)

    weak var owner: (any WebSocketOriginOwner)? {
        didSet { self.begin() }
    }
    private let channelNames: [String]
    private let eventLoop: any EventLoop
    private var isBegun = false
    private var isPaused = false
    private var isOver = false

    /// An end that was accepted; it subscribes when its owner is set.
    init(channelNames: [String], eventLoop: any EventLoop) {
        self.channelNames = channelNames
        self.eventLoop = eventLoop
    }

    /// What it would answer to is not wanted while the client takes no answers.
    var isWritable: Bool { !self.isPaused }

    private func begin() {
        guard !self.isBegun, self.owner != nil else { return }
        self.isBegun = true
        // Like an origin's answer, the subscriptions come after the acceptance.
        let end = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.eventLoop.execute { end.value.subscribe() }
    }

    private func subscribe() {
        for name in self.channelNames where !self.isOver {
            let members = [("type", "subscribe"), ("channel", name)]
            let message = JSONValue.object(
                JSONObject(members.map { JSONObject.Member(name: $0.0, value: .string($0.1)) })
            )
            var bytes = ByteBuffer(string: "c:")
            message.write(to: &bytes)
            self.answer(.text, bytes)
        }
        self.owner?.originReadComplete()
    }

    func send(_ part: MessagePart) {
        guard !self.isOver else { return }
        switch part {
        case .data(let data):
            var bytes = data.isFirst ? ByteBuffer(bytes: Self.messagePrefix) : ByteBuffer()
            bytes.writeImmutableBuffer(data.bytes)
            let echo = DataPart(
                kind: data.kind,
                bytes: bytes,
                isFirst: data.isFirst,
                isLast: data.isLast,
                isUnfragmented: data.isUnfragmented
            )
            self.owner?.originSent(.data(echo))
        case .ping(let content):
            self.owner?.originSent(.pong(content))
        case .pong:
            break
        case .close(let payload):
            self.isOver = true
            self.owner?.originSent(.close(payload))
        }
    }

    private func answer(_ kind: MessageKind, _ bytes: ByteBuffer) {
        let part = DataPart(kind: kind, bytes: bytes, isFirst: true, isLast: true, isUnfragmented: true)
        self.owner?.originSent(.data(part))
    }

    func flush() {
        self.owner?.originReadComplete()
    }

    func pauseReading() {
        guard !self.isPaused else { return }
        self.isPaused = true
        self.owner?.originWritabilityChanged(isWritable: false)
    }

    func resumeReading() {
        guard self.isPaused else { return }
        self.isPaused = false
        self.owner?.originWritabilityChanged(isWritable: true)
    }

    func refresh() {}

    func detach() {
        self.isOver = true
    }

    func end() {
        self.isOver = true
    }

    func cancel() {
        self.isOver = true
    }
}
