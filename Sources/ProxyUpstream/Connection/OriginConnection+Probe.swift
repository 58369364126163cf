import NIOCore
import NIOPosix
import ProxyFanout

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension OriginConnection {
    /// Sends short requests past the queue of the channel from now on, if it has a socket.
    func openDirectWriter() {
        guard let operations = self.context?.pipeline.syncOperations else { return }
        try? operations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { descriptor in
            self.directWriter.open(descriptor)
        }
    }

    /// Whether nothing waits to be read: no end of the connection and no byte that nobody asked for.
    ///
    /// Looks at the socket itself, ahead of the events of this turn. A request that must not be sent twice is worth the
    /// system call: it cannot be repeated when the connection turns out to be stale.
    var isQuiet: Bool {
        guard let context = self.context, context.channel.isActive else { return false }
        let operations = context.pipeline.syncOperations
        let waits = try? operations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
            var byte: UInt8 = 0
            // Safety: one byte of room is given, and the byte is only looked at.
            return unsafe recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) >= 0
        }
        // Without a socket to look at, as in tests, events have to do.
        return waits != true
    }
}
