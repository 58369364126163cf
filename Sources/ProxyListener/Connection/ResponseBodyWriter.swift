import HTTP1
import NIOCore
import ProxyFanout

/// Frames one response and gathers its small pieces, so that a head and a short body leave in one write.
///
/// Large pieces are passed on as they are, never copied.
struct ResponseBodyWriter {
    /// Pieces up to this many bytes are gathered.
    private static let gatheredBytes = 4096

    // In an order that leaves no gaps, since every held connection has one.
    private var remaining = 0
    private var gathered = ByteBuffer()
    private var framing: BodyFraming = .none

    /// Whether nothing waits for a flush.
    var isEmpty: Bool { self.gathered.readableBytes == 0 }

    /// Begins a response.
    mutating func begin(_ head: ResponseHead, framing: BodyFraming) {
        self.framing = framing
        if case .length(let length) = framing {
            self.remaining = length
        } else {
            self.remaining = 0
        }
        self.gathered.reserveCapacity(minimumWritableBytes: 512)
        head.write(to: &self.gathered)
    }

    /// Frames bytes of the body; `emit` takes what is ready to be written.
    ///
    /// Bytes beyond an announced length are dropped; bytes for a response without a body as well.
    mutating func body(_ bytes: ByteBuffer, emit: (ByteBuffer) -> Void) {
        var bytes = bytes
        switch self.framing {
        case .none:
            return
        case .length:
            if bytes.readableBytes > self.remaining {
                bytes = bytes.getSlice(at: bytes.readerIndex, length: self.remaining) ?? ByteBuffer()
            }
            self.remaining -= bytes.readableBytes
            self.add(bytes, emit: emit)
        case .untilClose, .tunnel:
            self.add(bytes, emit: emit)
        case .chunked:
            guard bytes.readableBytes > 0 else { return }
            ChunkFraming.writeHeader(size: bytes.readableBytes, to: &self.gathered)
            self.add(bytes, emit: emit)
            self.gathered.writeStaticString("\r\n")
        }
    }

    /// Adds bytes that are framed already.
    mutating func framed(_ bytes: ByteBuffer, emit: (ByteBuffer) -> Void) {
        self.add(bytes, emit: emit)
    }

    /// Ends the body; returns false when it is shorter than the head announced.
    mutating func end() -> Bool {
        defer { self.framing = .none }
        switch self.framing {
        case .length:
            return self.remaining == 0
        case .chunked:
            self.gathered.writeImmutableBuffer(ChunkFraming.last)
            return true
        case .none, .untilClose, .tunnel:
            return true
        }
    }

    /// Emits what was gathered.
    mutating func flush(emit: (ByteBuffer) -> Void) {
        guard self.gathered.readableBytes > 0 else { return }
        var ready = ByteBuffer()
        swap(&ready, &self.gathered)
        emit(ready)
    }

    /// Sends what was gathered straight to the socket; what is left has to be flushed to the channel.
    ///
    /// - Returns: whether everything was sent. The memory then serves the next response.
    mutating func send(
        with directWriter: inout DirectWriter,
        over connection: @autoclosure () -> any Channel
    ) -> Bool {
        guard directWriter.send(&self.gathered, over: connection()) else { return false }
        self.gathered.clear()
        return true
    }

    /// Gives up the memory that waits for the next response, if nothing waits in it.
    mutating func releaseMemory() {
        if self.isEmpty {
            self.gathered = ByteBuffer()
        }
    }

    private mutating func add(_ bytes: ByteBuffer, emit: (ByteBuffer) -> Void) {
        if bytes.readableBytes <= Self.gatheredBytes {
            self.gathered.writeImmutableBuffer(bytes)
            if self.gathered.readableBytes > Self.gatheredBytes * 4 {
                self.flush(emit: emit)
            }
        } else {
            self.flush(emit: emit)
            emit(bytes)
        }
    }
}
