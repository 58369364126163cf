import HTTP1
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import Testing
import WebSocket

@testable import ProxyServer

/// A session between two ends that the test plays.
final class WebSocketFixture: WebSocketSessionOwner {
    let embedded: EmbeddedServices
    let client: RecordingWebSocketClient
    let origin: RecordingWebSocketOrigin
    private let trace = Trace()
    private(set) var session: WebSocketSession?

    /// A session that is begun.
    ///
    /// - Parameters:
    ///   - messagePrefix: what the origin puts before messages; `nil` without GRIP.
    ///   - target: the parameters of the only target.
    ///   - isDebug: whether the client is told why it is closed.
    ///   - limits: the limits in force.
    /// - Throws: when the target makes no route.
    init(
        messagePrefix: String? = nil,
        target: String = "",
        isDebug: Bool = false,
        limits: Limits = Limits()
    ) throws {
        self.embedded = EmbeddedServices(routes: ["*,prefix=p- app:80\(target)"], limits: limits)
        self.client = RecordingWebSocketClient(self.trace)
        self.origin = RecordingWebSocketOrigin(self.trace)
        let route = try #require(self.embedded.services.routes.table.routes.first)
        let uri = try RequestURI(RequestHead(method: "GET", target: Array("/chat".utf8), fields: ["Host": "here"]))
        let target = try #require(route.targets.first)
        let place = HoldPlace(
            route: route,
            target: target,
            uri: uri,
            clientAuthority: uri.authority,
            isTLS: false,
            maximumChannels: limits.subscriptionsPerConnection
        )
        let session = WebSocketSession(
            self.client,
            acceptance: WebSocketAcceptance(
                head: ResponseHead(status: 101),
                messagePrefix: messagePrefix.map { Array($0.utf8) },
                target: target,
                uri: uri,
                origin: self.origin
            ),
            place: try #require(place),
            isDebug: isDebug,
            services: self.embedded.services
        )
        session.exchange = self
        self.session = session
        session.begin()
    }

    /// The same, with the beginning left out of what happened.
    static func open(
        messagePrefix: String? = nil,
        target: String = "",
        isDebug: Bool = false,
        limits: Limits = Limits()
    ) throws -> WebSocketFixture {
        let web = try WebSocketFixture(messagePrefix: messagePrefix, target: target, isDebug: isDebug, limits: limits)
        _ = web.happened()
        return web
    }

    /// With GRIP on, and the origin subscribed to a channel.
    static func subscribed(filters: String = "[]", isDebug: Bool = false) throws -> WebSocketFixture {
        let web = try Self.open(messagePrefix: "m:", isDebug: isDebug)
        web.originSends(.text(#"c:{"type":"subscribe","channel":"a","filters":\#(filters)}"#))
        return web
    }

    /// What happened since this was last asked; all of it must have been handed to the sockets.
    func happened(sourceLocation: SourceLocation = #_sourceLocation) -> [String] {
        #expect(self.client.isFlushed, "the client's end is not flushed", sourceLocation: sourceLocation)
        #expect(self.origin.isFlushed, "the origin's end is not flushed", sourceLocation: sourceLocation)
        return self.trace.take()
    }

    // MARK: The ends

    /// The client sends something in one turn of reading.
    func clientSends(_ parts: MessagePart...) {
        for part in parts {
            self.client.owner?.clientSent(part)
        }
        self.client.owner?.clientReadComplete()
    }

    /// The origin sends something in one turn of reading.
    func originSends(_ parts: MessagePart...) {
        for part in parts {
            self.origin.owner?.originSent(part)
        }
        self.origin.owner?.originReadComplete()
    }

    /// The client's connection is gone, and so is the exchange, which holds the session.
    func clientIsLost() {
        self.client.owner?.clientLost("gone")
        self.session = nil
    }

    func originIsLost() {
        self.origin.owner?.originLost("gone")
    }

    func setClientWritable(_ isWritable: Bool) {
        self.client.isWritable = isWritable
        self.client.owner?.clientWritabilityChanged(isWritable: isWritable)
    }

    func setOriginWritable(_ isWritable: Bool) {
        self.origin.isWritable = isWritable
        self.origin.owner?.originWritabilityChanged(isWritable: isWritable)
    }

    func webSocketEnded() {
        self.trace.add("over")
        self.session = nil
    }

    // MARK: The proxy

    func advance(_ time: TimeAmount) {
        self.embedded.advance(time)
    }

    func count(_ counter: Counter) -> Int {
        self.embedded.count(counter)
    }
}
