import HTTP1
import NIOCore
import NIOTLS
import ProxyFanout

/// One connection to an origin, at the inner end of its pipeline.
///
/// 1. Writes the head, body and chunk framing of one request at a time (`OriginConnection+Request.swift`).
/// 2. Decodes the response and hands it to the receiver of the exchange, as fast as that one takes it
///    (`OriginConnection+Response.swift`).
/// 3. Reports to its pool when it can take a request and when it is gone (`OriginConnection+Life.swift`).
///
/// What any event means is decided by `ConnectionStateMachine`. Reading is explicit: automatic reading is off, and the
/// next read is asked for at the end of each turn unless the receiver has paused. Belongs to the pool's loop.
final class OriginConnection: Identifiable {
    /// How a connection ended whose last bytes are still to be delivered.
    enum PendingEnd {
        /// The origin closed its half.
        case clean
        /// Reset, or ended without the closing message of TLS.
        case broken
    }

    let endpoint: OriginEndpoint
    let pool: UpstreamPool
    /// The position in the pool's list, `nil` when not in it.
    var poolIndex: Int?
    /// Set while in a pipeline.
    var context: ChannelHandlerContext?
    var machine: ConnectionStateMachine
    var decoder: ResponseDecoder
    /// The running exchange, or the one that waits for the TLS handshake.
    var exchange: UpstreamExchange?
    /// Who was given something in this read turn.
    var turnReceiver: (any UpstreamReceiver)?
    var isPaused = false
    var isDelivering = false
    /// A pause may have left something in the decoder, if only the end of the body, which has no bytes.
    var hasRest = false
    var pendingEnd: PendingEnd?
    /// There was traffic, or another reason to begin the time-out anew, since the pool last looked.
    var hasTraffic = false
    /// Something was written that no flush has followed.
    var hasUnflushed = false
    /// When the present phase has lasted too long.
    var deadline: NIODeadline
    /// Where heads are written, and short bodies after them; its memory is used again once they have left.
    var headBuffer: ByteBuffer
    /// Whether `headBuffer` waits for the next flush.
    var isHeadWaiting = false
    /// Sends what waits in `headBuffer` without the detour through the channel, where there is no TLS.
    var directWriter = DirectWriter()

    /// A connection that is about to join a pipeline.
    ///
    /// - Parameters:
    ///   - endpoint: What it is connected to.
    ///   - pool: Where it reports.
    ///   - exchange: The request it was made for.
    ///   - deadline: When the TLS handshake must be done.
    init(to endpoint: OriginEndpoint, pool: UpstreamPool, exchange: UpstreamExchange, deadline: NIODeadline) {
        self.endpoint = endpoint
        self.pool = pool
        self.machine = ConnectionStateMachine(isSecured: endpoint.tls == nil)
        let limits = pool.context.limits
        self.decoder = ResponseDecoder(
            limits: HeadLimits(
                headBytes: limits.originHeadBytes,
                fieldCount: limits.headerFieldCount,
                targetBytes: limits.targetBytes
            )
        )
        self.exchange = exchange
        self.deadline = deadline
        self.headBuffer = pool.context.allocator.buffer(capacity: 1024)
    }

    /// Whether the NIO Channel is open and below its high-water mark.
    var isWritable: Bool {
        self.context?.channel.isWritable ?? false
    }

    /// Whether the NIO Channel is open as far as this side knows.
    var isOpen: Bool {
        self.context?.channel.isActive ?? false
    }
}

extension OriginConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.hasTraffic = true
        switch self.machine.bytesArrived() {
        case .decode:
            self.decoder.append(self.unwrapInboundIn(data))
            self.deliver()
        case .close:
            self.pool.context.counters.add(.originFramingSurprises)
            self.closeNow()
        case .ignore:
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.endTurn()
        if !self.isPaused {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.hasTraffic = true
        if self.machine.phase != .securing {
            self.exchange?.receiver?.upstreamWritabilityChanged(isWritable: context.channel.isWritable)
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            self.inputEnded(.clean)
        case TLSUserEvent.handshakeCompleted:
            self.secured()
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.directWriter.close()
        // NIO does not tell the end of the second half from the end of the connection; a reset is an error before.
        self.inputEnded(self.machine.isOutputEnded ? .clean : .broken)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.failed(error)
    }
}
