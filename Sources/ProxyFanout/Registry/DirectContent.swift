import NIOCore

/// What streams write for one turn, in every form, to be sent past the subscribers.
struct DirectContent {
    private let chunked: ByteBuffer
    private let raw: ByteBuffer

    /// The content of a plain item; `nil` if it has none.
    init?(_ item: PublishedItem) {
        guard let chunked = item.streamChunk, let raw = item.streamContent else { return nil }
        self.chunked = chunked
        self.raw = raw
    }

    /// The content of several plain items; `nil` if they have none.
    init?(_ run: ItemRun) {
        self.chunked = run.streamBytes(isChunked: true)
        self.raw = run.streamBytes(isChunked: false)
        guard self.raw.readableBytes > 0 else { return nil }
    }

    /// Sends the content; returns false, and does nothing, when the subscriber has to be asked.
    func send(to socket: ParkedSocket, now: NIODeadline) -> Bool {
        switch socket.directForm {
        case .chunked: socket.sendDirectly(self.chunked, now: now)
        case .raw: socket.sendDirectly(self.raw, now: now)
        case nil: false
        }
    }
}
