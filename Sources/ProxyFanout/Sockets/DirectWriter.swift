import CEpoll
package import NIOCore

/// Sends what fits into the kernel straight to the socket of a NIO channel, past the channel's queue.
///
/// Nearly every head, with a short body or none, leaves at once: the queue of the channel, its flush and its promises are
/// then a detour that costs more than the rest of the write. What the kernel does not take goes through the channel, and so
/// does everything after it until the channel's queue is empty again: the order of the bytes holds. Not for channels with
/// handlers that change bytes, such as TLS. Belongs to the loop of the channel.
package struct DirectWriter: ~Copyable {
    /// The channel's own descriptor, or -1 when nothing may be sent directly.
    private var descriptor: CInt = -1
    /// Whether something went through the channel, so that its queue may not be empty.
    private var mayHaveQueue = true

    /// Sends nothing until it is opened.
    package init() {}

    /// Whether there is a socket to send to.
    package var isOpen: Bool { self.descriptor >= 0 }

    /// Begins to send to a socket.
    ///
    /// - Parameter descriptor: the descriptor of the channel, which stays its owner: `close` has to be called in
    ///   `channelInactive`, the first thing that is told after the descriptor was closed.
    package mutating func open(_ descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// The channel is closed, or somebody else's.
    package mutating func close() {
        self.descriptor = -1
    }

    /// Something was written to the channel.
    package mutating func channelWritten() {
        self.mayHaveQueue = true
    }

    /// Sends as much as the kernel takes.
    ///
    /// - Parameters:
    ///   - bytes: what to send; the bytes that were sent are read off.
    ///   - connection: the channel, with nothing written that was not flushed.
    /// - Returns: whether everything was sent. The rest has to be written to the channel, where an error of the socket
    ///   shows as well.
    package mutating func send(_ bytes: inout ByteBuffer, over connection: @autoclosure () -> any Channel) -> Bool {
        guard self.isOpen else { return false }
        if self.mayHaveQueue {
            guard Self.hasEmptyQueue(connection()) else { return false }
            self.mayHaveQueue = false
        }
        let sent = unsafe bytes.withUnsafeReadableBytes { bytes in
            unsafe cepoll_send(self.descriptor, bytes.baseAddress, bytes.count)
        }
        bytes.moveReaderIndex(forwardBy: max(0, sent))
        return bytes.readableBytes == 0
    }

    private static func hasEmptyQueue(_ connection: any Channel) -> Bool {
        (try? connection.syncOptions?.getOption(.bufferedWritableBytes)) == 0
    }
}
