import Logging
import NIOCore
import NIOSSL
import NIOTLS
import ProxyFanout

/// The beginning of a connection on a TLS port: the client's hello chooses the certificate, then the handshake has a time.
///
/// When the handshake is done, the connection is served like any other and this handler leaves.
final class TLSHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// `SNIHandler` collects the client's hello.
        case hello
        case handshake
        case over
    }

    private let service: ConnectionService
    private let pass: ConnectionPass
    private let info: ConnectionInfo
    private let certificates: CertificateStore
    private let port: Int
    private var state = State.hello
    private var context: ChannelHandlerContext?
    var wheelPosition: WheelPosition?

    private init(
        _ service: ConnectionService,
        pass: ConnectionPass,
        info: ConnectionInfo,
        certificates: CertificateStore,
        port: Int
    ) {
        self.service = service
        self.pass = pass
        self.info = info
        self.certificates = certificates
        self.port = port
    }

    /// Begins with a connection that the gate has let in.
    ///
    /// - Parameters:
    ///   - connection: the channel of the connection.
    ///   - service: what it shares with others.
    ///   - pass: its place behind the gate.
    ///   - info: what is known of it.
    ///   - certificates: those it may be served with.
    ///   - port: the port as it is configured, which names the default certificate.
    /// - Throws: the error of a channel that is closed already.
    static func begin(
        on connection: any Channel,
        service: ConnectionService,
        pass: ConnectionPass,
        info: ConnectionInfo,
        certificates: CertificateStore,
        port: Int
    ) throws {
        let handler = TLSHandshakeHandler(service, pass: pass, info: info, certificates: certificates, port: port)
        let hello = SNIHandler { result in
            handler.helloReceived(result, on: connection)
        }
        try connection.pipeline.syncOperations.addHandlers([ByteToMessageHandler(hello), handler])
    }

    // MARK: Steps

    /// Puts TLS with the right certificate into the pipeline; what the client has sent goes there when this succeeds.
    private func helloReceived(_ result: SNIResult, on connection: any Channel) -> EventLoopFuture<Void> {
        let serverName: String? =
            switch result {
            case .hostname(let name): name
            case .fallback: nil
            }
        guard let certificate = self.certificates.certificate(serverName: serverName, port: self.port) else {
            self.refuse(serverName)
            return connection.eventLoop.makeFailedFuture(ChannelError.alreadyClosed)
        }
        self.state = .handshake
        return connection.eventLoop.makeCompletedFuture {
            try connection.pipeline.syncOperations.addHandler(
                NIOSSLServerHandler(context: certificate.context),
                position: .before(self)
            )
        }
    }

    private func refuse(_ serverName: String?) {
        guard let context = self.context else { return }
        // A fatal alert `unrecognized_name` in a record of its own (RFC 8446 sections 5.1 and 6.2).
        let alert = ByteBuffer(bytes: [21, 3, 1, 0, 2, 2, 112])
        context.writeAndFlush(self.wrapOutboundOut(alert), promise: nil)
        self.failed(serverName.map { "no certificate for \($0)" } ?? "no certificate for a client without a name")
    }

    private func handshakeCompleted(_ context: ChannelHandlerContext) {
        self.state = .over
        self.service.context.wheel.cancel(self)
        do {
            try Listener.addHandler(to: context.channel, service: self.service, pass: self.pass, info: self.info)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    private func failed(_ reason: String, counter: Counter = .clientHandshakesFailed) {
        guard self.state != .over else { return }
        self.state = .over
        self.service.context.wheel.cancel(self)
        self.service.context.counters.add(counter)
        self.service.logger.debug(
            "TLS handshake failed",
            metadata: ["client": "\(self.info.peerAddress ?? "local")", "port": "\(self.port)", "reason": "\(reason)"]
        )
        self.context?.close(promise: nil)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let shared = self.service.context
        shared.wheel.schedule(self, at: shared.eventLoop.now + shared.limits.clientHandshakeTimeout)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        self.service.context.wheel.cancel(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Before the handshake is done there are only the bytes of a hello that nobody waits for any more.
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent, self.state == .handshake {
            self.handshakeCompleted(context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.failed(TLSFailure.reason(of: error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.failed("the client closed the connection")
        context.fireChannelInactive()
    }
}

extension TLSHandshakeHandler: WheelEntry {
    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        self.failed("client_handshake_timeout is over", counter: .clientHandshakeTimeouts)
        return nil
    }
}
