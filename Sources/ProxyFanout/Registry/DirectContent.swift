import NIOCore

/// What is written for one turn, in every form, to be sent past the subscribers.
struct DirectContent {
    private var chunked: ByteBuffer?
    private var raw: ByteBuffer?
    private var frame: ByteBuffer?

    /// The plain content of an item; `nil` if it has none.
    init?(_ item: PublishedItem) {
        if item.isPlainStreamContent {
            self.chunked = item.streamChunk
            self.raw = item.streamContent
        }
        if item.isPlainWebSocketMessage {
            self.frame = item.webSocketFrame
        }
        guard self.chunked != nil || self.frame != nil else { return nil }
    }

    /// The content of several plain items; `nil` if they have none.
    init?(_ run: ItemRun) {
        let raw = run.streamBytes(isChunked: false)
        guard raw.readableBytes > 0 else { return nil }
        self.chunked = run.streamBytes(isChunked: true)
        self.raw = raw
    }

    /// Sends the content; returns false, and does nothing, when the subscriber has to be asked.
    func send(to socket: ParkedSocket, now: NIODeadline) -> Bool {
        let bytes: ByteBuffer?
        switch socket.directForm {
        case .chunked: bytes = self.chunked
        case .raw: bytes = self.raw
        case .webSocket: bytes = self.frame
        case nil: return false
        }
        guard let bytes else { return false }
        return socket.sendDirectly(bytes, now: now)
    }
}
