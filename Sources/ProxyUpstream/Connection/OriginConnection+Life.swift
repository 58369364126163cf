import HTTP1
import NIOCore
import NIOSSL
import ProxyFanout

extension OriginConnection {
    /// The TLS handshake is done.
    func secured() {
        if self.machine.secured() {
            self.begin()
        }
    }

    /// The connection can be used for the first time: it serves the request it was made for, or waits for another.
    func begin() {
        self.hasTraffic = true
        if let exchange = self.exchange, exchange.connected(to: self) {
            return
        }
        self.exchange = nil
        self.pool.connectionReady(self)
    }

    /// The client has left: the origin must notice.
    func abandon() {
        self.exchange = nil
        self.turnReceiver = nil
        self.closeNow()
    }

    /// Both halves of the tunnel have ended, the origin's first: closes once everything is written.
    ///
    /// The one promise of this module: NIO would drop what is not written yet when the second half closes.
    func finishTunnel() {
        self.exchange?.finish()
        self.exchange = nil
        guard let context = self.context else { return self.closeNow() }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer()), promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in self.closeNow() }
    }

    /// Closes the connection, whatever it does; a running exchange gets nothing more.
    func closeNow() {
        self.machine.closedHere()
        self.isPaused = false
        self.pool.connectionClosed(self)
        self.context?.close(mode: .all, promise: nil)
    }

    /// The connection cannot be used any longer.
    func broke(_ cause: BreakCause, detail: String = "") {
        switch self.machine.broke(cause) {
        case .fail(let kind, let retry): self.fail(kind, retry: retry, detail: detail)
        case .close:
            self.exchange?.finish()
            self.exchange = nil
            self.closeNow()
        case .ignore: self.pool.connectionClosed(self)
        }
    }

    /// Closes the connection and fails the exchange.
    func fail(_ kind: UpstreamError.Kind, retry: UpstreamError.Retry, detail: String = "") {
        let receiver = self.exchange?.finish()
        self.exchange = nil
        self.turnReceiver = nil
        self.closeNow()
        self.pool.context.counters.add(kind)
        receiver?.upstreamFailed(UpstreamError(kind, retry: retry, endpoint: self.endpoint, detail: detail))
    }

    /// An error came through the pipeline.
    func failed(_ error: any Error) {
        switch error {
        case NIOSSLError.uncleanShutdown:
            // The end of the connection follows; it must not be taken for the end of the body (RFC 9112, section 9.8).
            self.pendingEnd = self.pendingEnd ?? .broken
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            self.broke(.tls, detail: "\(error)")
        default:
            self.broke(self.machine.phase == .securing ? .tls : .ended, detail: "\(error)")
        }
    }

    /// The pool looks at its connections: begins the time-out anew if there was traffic, or acts when it is over.
    func checkDeadline(now: NIODeadline) {
        // A pause is the receiver's doing, and its time is watched there.
        if self.hasTraffic || self.isPaused {
            self.hasTraffic = false
            self.deadline = now + self.timeout
        } else if now >= self.deadline {
            switch self.machine.phase {
            case .idle: self.pool.context.counters.add(.originConnectionsIdleClosed)
            case .securing, .response, .body, .tunnel: self.pool.context.counters.add(.originTimeouts)
            case .closed: break
            }
            self.broke(.deadline)
        }
    }

    private var timeout: TimeAmount {
        let limits = self.pool.context.limits
        return switch self.machine.phase {
        case .securing: limits.originConnectTimeout
        case .idle: limits.originIdleTimeout
        case .response: limits.originResponseTimeout
        case .body, .tunnel: limits.originBodyTimeout
        case .closed: .zero
        }
    }
}
