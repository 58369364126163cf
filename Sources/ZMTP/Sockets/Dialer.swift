import NIOCore
import NIOPosix

/// Keeps one connection to an endpoint, for as long as the socket is there.
final class Dialer {
    /// A connection that is not made in this time counts as failed.
    private static let connectTimeout = TimeAmount.seconds(10)

    private let core: SocketCore
    private let endpoint: ZMTPEndpoint
    private var backoff = ReconnectBackoff()
    private var failures = 0
    private var retry: Scheduled<Void>?
    private var isClosed = false

    init(_ core: SocketCore, to endpoint: ZMTPEndpoint) {
        self.core = core
        self.endpoint = endpoint
    }

    /// Tries to connect.
    func dial() {
        guard !self.isClosed else { return }
        let bound = NIOLoopBound(self, eventLoop: self.core.eventLoop)
        let bootstrap = ClientBootstrap(group: self.core.eventLoop)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.autoRead, value: false)
            .channelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    let dialer = bound.value
                    try connection.pipeline.syncOperations.addHandler(
                        PeerConnection(dialer.core, endpoint: dialer.endpoint, dialer: dialer)
                    )
                }
            }
        let connection =
            switch self.endpoint {
            case .tcp(let host, let port):
                KeepAlive.apply(to: bootstrap)
                    .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .connect(host: host, port: port)
            case .ipc(let path): bootstrap.connect(unixDomainSocketPath: path)
            }
        connection.assumeIsolated().whenFailure { self.failed($0) }
    }

    /// The handshake of the connection is done.
    func opened() {
        self.backoff.succeeded()
        self.failures = 0
    }

    /// The connection has ended.
    func ended() {
        self.dialLater()
    }

    func close() {
        self.isClosed = true
        self.retry?.cancel()
    }

    private func failed(_ error: any Error) {
        guard !self.isClosed else { return }
        self.failures += 1
        let wait = self.dialLater()
        self.core.options.report(
            .connectFailed(
                self.endpoint,
                reason: SystemError.text(of: error),
                attempt: self.failures,
                retryAfter: wait
            )
        )
    }

    @discardableResult
    private func dialLater() -> TimeAmount {
        let wait = self.backoff.failed(jitter: .random(in: 0...1))
        if !self.isClosed {
            self.retry = self.core.eventLoop.assumeIsolated().scheduleTask(in: wait) { self.dial() }
        }
        return wait
    }
}
