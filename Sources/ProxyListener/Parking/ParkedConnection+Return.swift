import Logging
import NIOCore
import NIOPosix
import ProxyFanout

/// The way back to NIO, when a connection has served its hold and can serve another request.
extension ParkedConnection {
    /// Gives the socket to a NIO channel once everything written has left.
    func returnToNIO() {
        // While bytes wait, `parkedSocketWritable` calls again.
        guard let socket = self.socket, let descriptor = socket.unpark() else { return }
        self.socket = nil
        self.service.parked.remove(self)
        let service = NIOLoopBound(self.service, eventLoop: self.service.context.eventLoop)
        let pass = NIOLoopBound(ConnectionPass(self.service.gate), eventLoop: self.service.context.eventLoop)
        let (info, input) = (self.info, self.input ?? ByteBuffer())
        ClientBootstrap(group: self.service.context.eventLoop)
            .channelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    try Listener.serve(
                        connection,
                        service: service.value,
                        pass: pass.value,
                        info: info,
                        input: input
                    )
                }
            }
            .withConnectedSocket(descriptor)
            .assumeIsolated()
            .whenFailure { error in
                pass.value.channelClosed()
                service.value.logger.warning(
                    "connection could not return from its hold",
                    metadata: ["error": "\(error)"]
                )
            }
    }
}
