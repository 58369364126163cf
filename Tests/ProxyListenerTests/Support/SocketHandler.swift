import NIOCore

/// Stands where the socket would be: counts reads, and keeps our half of the connection closed without ending it.
final class SocketHandler: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    /// How often more bytes were asked for.
    private(set) var readCount = 0
    /// How often something was to leave the process.
    private(set) var flushCount = 0
    /// Whether our side was shut down.
    private(set) var isOutputClosed = false
    /// Set to let the last bytes wait for a client that does not take them.
    var holdsLastBytes = false
    private var lastBytesTaken: EventLoopPromise<Void>?

    func read(context: ChannelHandlerContext) {
        self.readCount += 1
        context.read()
    }

    func flush(context: ChannelHandlerContext) {
        self.flushCount += 1
        context.flush()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else {
            self.lastBytesTaken?.fail(ChannelError.ioOnClosedChannel)
            self.lastBytesTaken = nil
            context.close(mode: mode, promise: promise)
            return
        }
        self.isOutputClosed = true
        if self.holdsLastBytes {
            self.lastBytesTaken = promise
        } else {
            promise?.succeed()
        }
    }

    /// The client has taken everything.
    func takeLastBytes() {
        self.lastBytesTaken?.succeed()
        self.lastBytesTaken = nil
    }
}
