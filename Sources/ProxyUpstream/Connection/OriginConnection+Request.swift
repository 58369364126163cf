import HTTP1
import NIOCore
import ProxyFanout

extension OriginConnection {
    /// A head and the short pieces behind it are gathered up to this many bytes.
    private static let gatheredBytes = 8192

    /// Writes the head of a request; the connection must be idle.
    func begin(_ exchange: UpstreamExchange, head: RequestHead, framing: BodyFraming) {
        let wasIdle = self.machine.requestBegan(
            framing: framing,
            isIdempotent: RetryPolicy.isIdempotent(method: head.method),
            offersUpgrade: head.fields.contains(.upgrade) || head.method == "CONNECT"
        )
        assert(wasIdle, "a connection takes one request at a time")
        self.exchange = exchange
        self.isPaused = false
        self.hasTraffic = true
        self.decoder.begin(requestMethod: head.method)
        self.headBuffer.clear()
        head.write(to: &self.headBuffer)
        self.isHeadWaiting = true
    }

    /// Sends bytes of the request body or of the tunnel.
    func sendBody(_ bytes: ByteBuffer) {
        self.hasTraffic = true
        switch self.machine.bodyArrived(byteCount: bytes.readableBytes) {
        case .write:
            self.write(bytes)
        case .writeChunk where bytes.readableBytes > 0:
            // The content itself is not copied.
            var header = self.pool.context.allocator.buffer(capacity: 18)
            ChunkFraming.writeHeader(size: bytes.readableBytes, to: &header)
            self.write(header)
            self.write(bytes)
            self.write(ChunkFraming.terminator)
        case .writeChunk, .drop:
            break
        case .abort:
            self.context?.close(mode: .all, promise: nil)
        }
    }

    /// Sends what ends the request, or this half of the tunnel, and flushes.
    func sendEnd(trailers: HeaderFields?) {
        self.hasTraffic = true
        switch self.machine.requestEnded() {
        case .writeLastChunk:
            self.write(Self.lastChunk(trailers: trailers, allocator: self.pool.context.allocator))
            self.flush()
        case .ignore:
            self.flush()
        case .closeOutput:
            self.flush()
            self.context?.close(mode: .output, promise: nil)
        case .closeAfterWrites:
            self.finishTunnel()
        case .abort:
            self.context?.close(mode: .all, promise: nil)
        }
    }

    /// Lets what was written leave the process; costs next to nothing when nothing was.
    func flush() {
        if self.isHeadWaiting {
            if !self.hasUnflushed, let context = self.context,
                self.directWriter.send(&self.headBuffer, over: context.channel)
            {
                self.isHeadWaiting = false
                return
            }
            self.writeHead()
        }
        guard self.hasUnflushed else { return }
        self.hasUnflushed = false
        self.context?.flush()
    }

    /// Writes what comes after the head; short pieces leave together with it.
    private func write(_ bytes: ByteBuffer) {
        if self.isHeadWaiting {
            if self.headBuffer.readableBytes + bytes.readableBytes <= Self.gatheredBytes {
                self.headBuffer.writeImmutableBuffer(bytes)
                return
            }
            self.writeHead()
        }
        self.writeToChannel(bytes)
    }

    private func writeHead() {
        self.isHeadWaiting = false
        self.writeToChannel(self.headBuffer)
    }

    private func writeToChannel(_ bytes: ByteBuffer) {
        self.hasUnflushed = true
        self.directWriter.channelWritten()
        self.context?.write(self.wrapOutboundOut(bytes), promise: nil)
    }

    private static func lastChunk(trailers: HeaderFields?, allocator: ByteBufferAllocator) -> ByteBuffer {
        guard let trailers, !trailers.isEmpty else { return ChunkFraming.last }
        var end = allocator.buffer(capacity: trailers.byteCount + 8)
        end.writeStaticString("0\r\n")
        trailers.write(to: &end)
        end.writeStaticString("\r\n")
        return end
    }
}
