import HTTP1
import NIOCore
import ProxyFanout
import ProxySessions

/// A held connection that has left NIO: what is left of it is a socket on the parking lot and this record.
///
/// The exchange goes on as before, through the same responder. When its response has ended, the connection returns to NIO
/// for the next request (`+Return`), with whatever the client sent meanwhile. Belongs to the loop of the connection.
/// Reference: design, parked holds.
final class ParkedConnection {
    /// Bytes that may be written before the next flush while the connection still counts as writable.
    private static let writtenBytes = 65_536
    /// Bytes read at a time.
    private static let readBytes = 16_384

    // There is one of these per held connection: what is rare has a place of its own, and the order leaves no gaps.
    let service: ConnectionService
    var socket: ParkedSocket?
    /// `nil` when the exchange is over.
    private(set) var receiver: (any RequestReceiver)?
    private let responder: ClientResponder
    /// What the client sent that is not for the present exchange.
    @Boxed private(set) var input: ByteBuffer?
    /// The place in the list of the loop; kept by `ParkedConnections` alone.
    var position: UInt32 = 0
    private var writer: ResponseBodyWriter
    private var isReusable: Bool
    /// Whether what the client sends belongs to the exchange, as after a 101.
    private let isTunnel: Bool
    private var isReadingPaused: Bool
    /// Whether the response has ended and the connection waits only for its last bytes to leave.
    var isReturning = false
    /// Whether something was sent or received since the last sweep.
    private var hasTraffic = true
    private var quietSweeps: UInt8 = 0

    /// Takes over a connection; `socket` must be set before anything else happens.
    ///
    /// - Parameters:
    ///   - exchange: the exchange that goes on.
    ///   - service: what the listener gave its connections.
    init(_ exchange: ConnectionExchange, service: ConnectionService) {
        self.service = service
        self.receiver = exchange.receiver
        self.responder = exchange.responder
        self.writer = exchange.writer
        self.isReusable = exchange.isReusable
        self.isTunnel = exchange.isTunnel
        self.isReadingPaused = exchange.isReadingPaused
    }

    /// What is known of the connection.
    var info: ConnectionInfo { self.responder.info }

    // MARK: Responses, called by ClientResponder

    func handOver(to receiver: any RequestReceiver) {
        guard self.receiver != nil else { return }
        self.receiver = receiver
    }

    var isWritable: Bool {
        guard let socket = self.socket else { return false }
        return socket.isWritable && socket.queuedByteCount < Self.writtenBytes
    }

    func sendHead(_ head: ResponseHead, framing: BodyFraming, isReusable: Bool) {
        self.isReusable = self.isReusable && isReusable
        self.writer.begin(head, framing: framing)
    }

    func sendBody(_ bytes: ByteBuffer) {
        self.writer.body(bytes) { self.socket?.write($0) }
    }

    func sendFramed(_ bytes: ByteBuffer) {
        // Straight to the socket, which gathers by itself and copies nothing.
        self.writer.flush { self.socket?.write($0) }
        self.socket?.write(bytes)
    }

    /// Sends bytes that are framed already; returns false, and does nothing, when the client takes nothing at present.
    func sendFramedAtOnce(_ bytes: ByteBuffer) -> Bool {
        guard let socket = self.socket, self.isWritable else { return false }
        self.hasTraffic = true
        self.writer.flush { socket.write($0) }
        socket.send(bytes)
        return true
    }

    func sendEnd() {
        guard self.writer.end() else {
            self.abort()
            return
        }
        self.flush()
        self.letExchangeGo()
        if self.isReusable, !self.service.context.isDraining {
            self.isReturning = true
            self.returnToNIO()
        } else {
            self.linger()
        }
    }

    func flush() {
        guard let socket = self.socket else { return }
        self.hasTraffic = true
        let wasWritable = self.isWritable
        self.writer.flush { socket.write($0) }
        socket.flush()
        if !wasWritable, self.isWritable {
            // Everything went at once: nobody else tells whoever stopped writing meanwhile.
            let connection = NIOLoopBound(self, eventLoop: self.service.context.eventLoop)
            self.service.context.eventLoop.execute {
                connection.value.receiver?.clientWritabilityChanged(isWritable: connection.value.isWritable)
            }
        }
    }

    func abort() {
        self.flush()
        self.letExchangeGo()
        self.close()
    }

    func pauseReading() {
        self.isReadingPaused = true
    }

    func resumeReading() {
        guard self.isReadingPaused else { return }
        self.isReadingPaused = false
        let connection = NIOLoopBound(self, eventLoop: self.service.context.eventLoop)
        self.service.context.eventLoop.execute {
            connection.value.read()
        }
    }

    // MARK: Reading

    private func read() {
        guard let socket = self.socket, !self.isReadingPaused, !self.isReturning else { return }
        guard self.isTunnel || (self.input?.readableBytes ?? 0) < self.service.context.limits.clientHeadBytes else {
            // A pipelined request waits its turn in the kernel; only the end of the connection is of interest.
            if socket.hasClientEnded { self.clientLeft() }
            return
        }
        var bytes = ByteBuffer()
        switch socket.receive(into: &bytes, limit: Self.readBytes) {
        case .nothing:
            break
        case .ended:
            self.clientLeft()
        case .bytes:
            self.hasTraffic = true
            if self.isTunnel {
                self.receiver?.requestBody(bytes)
                self.receiver?.requestReadComplete()
            } else {
                if var input = self.input {
                    input.writeImmutableBuffer(bytes)
                    self.input = input
                } else {
                    self.input = bytes
                }
                if socket.hasClientEnded { self.clientLeft() }
            }
        }
    }

    // MARK: End

    /// Takes the exchange off the connection and gives its receiver for a last word.
    @discardableResult
    private func letExchangeGo() -> (any RequestReceiver)? {
        guard let receiver = self.receiver else { return nil }
        self.receiver = nil
        self.responder.detach()
        return receiver
    }

    private func clientLeft() {
        let receiver = self.letExchangeGo()
        self.close()
        receiver?.clientClosed()
    }

    /// Closes at once.
    private func close() {
        guard let socket = self.socket else { return }
        self.socket = nil
        socket.close()
        self.service.parked.remove(self)
        self.service.gate.leave()
    }

    /// Shuts our side down after what was written; the client's close, or a short time, ends the connection.
    private func linger() {
        guard let socket = self.socket else { return }
        self.socket = nil
        self.service.parked.remove(self)
        let gate = self.service.gate
        socket.closeAfterWrites(context: self.service.context) { gate.leave() }
    }

    /// Closes the connection when nothing was sent or received since so many calls.
    func sweep(sweepsPerTimeout: UInt8) {
        if self.socket?.takeDirectTraffic() == true || self.hasTraffic {
            self.hasTraffic = false
            self.quietSweeps = 0
        } else {
            self.quietSweeps &+= 1
        }
        guard self.quietSweeps >= sweepsPerTimeout else { return }
        self.service.context.counters.add(.clientIdleClosed)
        self.clientLeft()
    }
}

extension ParkedConnection: ParkedSocketOwner {
    func parkedSocketReadable() {
        self.read()
    }

    func parkedSocketWritable() {
        if self.isReturning {
            self.returnToNIO()
        } else {
            self.receiver?.clientWritabilityChanged(isWritable: true)
        }
    }

    func parkedSocketFailed(_ errorNumber: CInt) {
        self.clientLeft()
    }
}
