import GRIP
import NIOCore
import WebSocket

/// What a client has sent and its origin has not taken yet: complete messages in order, and perhaps a Close at the end.
///
/// A message that is still arriving is kept apart, within the same limit. Reference: websocket 3.2, 3.5, 3.6.
struct ClientEventQueue: Sendable {
    private let limitBytes: Int
    private let isOneEvent: Bool
    private var events: [ClientEvent] = []
    /// How many events at the front were offered before.
    private var declinedCount = 0
    /// The message that is still arriving.
    private var partial: (kind: MessageKind, content: ByteBuffer)?
    /// What the waiting events cost; see `ClientEvent.overheadBytes`.
    private var waitingCost = 0
    private(set) var close = Close.none

    /// How far the client's Close has come.
    enum Close: Equatable, Sendable {
        /// There is none.
        case none
        /// It waits behind the messages.
        case waiting(ClosePayload?)
        /// The origin has it.
        case taken(ClosePayload?)
    }

    /// An empty queue.
    ///
    /// - Parameters:
    ///   - limitBytes: content bytes per request, of one message, and of what may wait.
    ///   - isOneEvent: whether a request holds at most one event (`one_event`).
    init(limitBytes: Int, isOneEvent: Bool) {
        self.limitBytes = limitBytes
        self.isOneEvent = isOneEvent
    }

    /// Whether there is room for more.
    ///
    /// The message that is arriving does not count: nothing but its own end could make room again.
    var isWritable: Bool { self.waitingCost < self.limitBytes }

    /// Whether something waits that was never offered, the Close apart.
    var hasNews: Bool { self.events.count > self.declinedCount }

    /// Whether nothing waits.
    var isEmpty: Bool { self.events.isEmpty && !self.hasWaitingClose }

    /// Whether the Close is still to be taken.
    var hasWaitingClose: Bool {
        switch self.close {
        case .waiting: true
        case .none, .taken: false
        }
    }

    /// The payload of the client's Close, if there is a Close.
    var closePayload: ClosePayload?? {
        switch self.close {
        case .none: .none
        case .waiting(let payload), .taken(let payload): .some(payload)
        }
    }

    // MARK: From the client

    enum OnPart: Equatable {
        /// It was added, or dropped because a Close came before.
        case added
        /// The message is over the limit and can never be sent.
        case tooLarge
    }

    /// Adds something that the client sent.
    mutating func append(_ part: MessagePart) -> OnPart {
        guard case .none = self.close else { return .added }
        switch part {
        case .data(let data):
            return self.append(data)
        case .ping(let content):
            self.enqueue(.ping(Self.compact(content)))
        case .pong(let content):
            self.enqueue(.pong(Self.compact(content)))
        case .close(let payload):
            self.partial = nil
            self.close = .waiting(payload)
        }
        return .added
    }

    private mutating func append(_ data: DataPart) -> OnPart {
        // A part that begins a message ends one that was not finished, which no decoder lets through.
        let earlier = data.isFirst ? nil : self.partial
        self.partial = nil
        guard data.bytes.readableBytes + (earlier?.content.readableBytes ?? 0) <= self.limitBytes else {
            return .tooLarge
        }
        var content = earlier?.content ?? Self.compact(data.bytes)
        if earlier != nil {
            content.writeImmutableBuffer(data.bytes)
        }
        let kind = earlier?.kind ?? data.kind
        guard data.isLast else {
            self.partial = (kind, content)
            return .added
        }
        switch kind {
        case .text: self.enqueue(.text(content))
        case .binary: self.enqueue(.binary(content))
        }
        return .added
    }

    private mutating func enqueue(_ event: WebSocketEvent) {
        self.events.append(ClientEvent(event))
        self.waitingCost += event.contentByteCount + ClientEvent.overheadBytes
    }

    /// A small message does not keep the whole buffer alive that it was read into.
    private static func compact(_ bytes: ByteBuffer) -> ByteBuffer {
        guard bytes.storageCapacity > 2 * bytes.readableBytes + 256 else { return bytes }
        return ByteBuffer(bytes: bytes.readableBytesView)
    }

    /// Forgets everything that waits.
    mutating func removeAll() {
        self.events = []
        self.declinedCount = 0
        self.partial = nil
        self.waitingCost = 0
    }

    // MARK: To the origin

    /// What the next request offers.
    func offer() -> EventOffer {
        var offer = EventOffer()
        for event in self.events {
            let count = event.restByteCount
            let isFull = self.isOneEvent || offer.contentByteCount + count > self.limitBytes
            guard offer.eventCount == 0 || !isFull else { return offer }
            offer.eventCount += 1
            offer.contentByteCount += count
            if event.wasDeclined {
                offer.replayedByteCount += count
            }
        }
        if case .waiting(let payload) = self.close {
            guard offer.eventCount == 0 || !self.isOneEvent else { return offer }
            offer.closeByteCount = WebSocketEvent.close(payload).contentByteCount
        }
        offer.isEverything = true
        return offer
    }

    /// The events of an offer; equal ones for equal offers until something of it is taken.
    func events(in offer: EventOffer) -> [WebSocketEvent] {
        var events = self.events.prefix(offer.eventCount).map(\.rest)
        if offer.closeByteCount != nil, case .waiting(let payload) = self.close {
            events.append(.close(payload))
        }
        return events
    }

    /// What became of an offer.
    struct Taken: Equatable {
        /// The payloads of the pings that were taken.
        var pings: [ByteBuffer] = []
        /// Whether all of the offer was taken.
        var isComplete = false
    }

    /// The origin took an offer, or the first bytes of it.
    ///
    /// Empty messages go with the byte before them.
    ///
    /// - Parameters:
    ///   - offer: what was offered.
    ///   - byteCount: how many content bytes were taken; `nil` for all.
    /// - Returns: what became of the offer.
    /// - Throws: `OverHTTPLoss` when the number makes no sense.
    mutating func take(_ offer: EventOffer, byteCount: Int?) throws(OverHTTPLoss) -> Taken {
        let byteCount = byteCount ?? offer.offeredByteCount
        guard byteCount <= offer.offeredByteCount else {
            throw .tookTooMuch(byteCount, offered: offer.offeredByteCount)
        }
        guard byteCount < offer.offeredByteCount else {
            let taken = Taken(pings: self.removeFirst(offer.eventCount), isComplete: true)
            if offer.closeByteCount != nil, case .waiting(let payload) = self.close {
                self.close = .taken(payload)
            }
            return taken
        }
        guard offer.closeByteCount == nil || byteCount < offer.contentByteCount else { throw .closeNotTaken }
        return self.takePart(of: offer, byteCount: byteCount)
    }

    private mutating func takePart(of offer: EventOffer, byteCount: Int) -> Taken {
        var rest = byteCount
        var count = 0
        while byteCount > 0, count < offer.eventCount, self.events[count].restByteCount <= rest {
            rest -= self.events[count].restByteCount
            count += 1
        }
        let pings = self.removeFirst(count)
        if rest > 0, !self.events.isEmpty {
            self.events[0].take(rest)
            self.waitingCost -= rest
        }
        self.declinedCount = min(offer.eventCount - count, self.events.count)
        for position in 0..<self.declinedCount {
            self.events[position].wasDeclined = true
        }
        return Taken(pings: pings, isComplete: false)
    }

    /// Removes events that were taken, and returns the payloads of the pings among them.
    private mutating func removeFirst(_ count: Int) -> [ByteBuffer] {
        var pings: [ByteBuffer] = []
        for event in self.events.prefix(count) {
            self.waitingCost -= event.restByteCount + ClientEvent.overheadBytes
            if case .ping(let payload) = event.event {
                pings.append(payload)
            }
        }
        self.events.removeFirst(min(count, self.events.count))
        self.declinedCount = max(0, self.declinedCount - count)
        return pings
    }
}

extension WebSocketEvent {
    /// The event that reports a Close.
    static func close(_ payload: ClosePayload?) -> WebSocketEvent {
        .close(payload.map { WebSocketCloseContent(code: $0.code, reason: $0.reason) })
    }
}
