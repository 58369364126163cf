import HTTP1
import Logging
import NIOCore
import NIOPosix
import ProxyFanout

/// Leaving NIO for the parking lot.
extension ClientConnectionHandler {
    /// What came of an attempt to park.
    enum OnPark {
        /// The connection is parked, or has no hold any more.
        case done
        /// It is busy at the moment.
        case later
    }

    /// A hold has begun: the connection may be parked when it is quiet.
    ///
    /// - Parameter isLasting: whether the hold will be there for long, so that it is parked at once. The memory of its channel
    ///   then serves the next connection.
    func holdBegan(isLasting: Bool) {
        guard !self.info.isTLS else { return }
        if !isLasting || self.park() == .later {
            self.service.parked.holdBegan(on: self)
        }
    }

    /// Parks the connection if nothing waits to be read or written.
    func park() -> OnPark {
        guard let context = self.context, let responder = self.responder, let lot = self.service.parked.lot else {
            return .done
        }
        // Without a receiver the request is being dispatched.
        guard let receiver = self.receiver else { return .later }
        guard receiver.isHeld else { return .done }
        guard self.isQuiet(context.channel) else { return .later }
        self.writer.releaseMemory()
        let exchange = ConnectionExchange(
            receiver: receiver,
            responder: responder,
            writer: self.writer,
            isReusable: self.machine.isReusable,
            isTunnel: self.isTunnel,
            isReadingPaused: self.isReadingPaused
        )
        let parked = ParkedConnection(exchange, service: self.service)
        guard let socket = self.makeSocket(context.channel, lot: lot, owner: parked) else { return .done }
        parked.socket = socket
        self.service.parked.add(parked)
        responder.move(to: parked)
        self.pass.handOver()
        self.leaveChannel()
        return .done
    }

    /// Another response has ended: the second time, sends past the queue of the channel from now on, if it has a socket.
    ///
    /// To find the socket costs more than one response gains, so a connection that serves one request does without.
    func openDirectWriterIfReused() {
        guard !self.directWriter.isOpen, !self.info.isTLS, let context = self.context else { return }
        guard self.isReused else {
            self.isReused = true
            return
        }
        try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            descriptor in
            self.directWriter.open(descriptor)
        }
    }

    private func isQuiet(_ connection: any Channel) -> Bool {
        let unsent = try? connection.syncOptions?.getOption(.bufferedWritableBytes)
        return connection.isActive && connection.isWritable && unsent == 0 && self.writer.isEmpty
            && self.decoder.bufferedByteCount == 0
    }

    /// A second descriptor of the connection's socket, on the lot.
    private func makeSocket(
        _ connection: any Channel,
        lot: ParkingLot,
        owner: ParkedConnection
    ) -> ParkedSocket? {
        let eventLoop = self.service.context.eventLoop
        do {
            return try connection.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                of: NIOBSDSocket.Handle.self
            ) { descriptor in
                try ParkedSocket(duplicating: descriptor, eventLoop: eventLoop, lot: lot, owner: owner)
            }
        } catch {
            self.service.logger.warning("connection cannot be parked", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
