import HTTP1
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import Testing
import WebSocket

@testable import ProxyServer

/// A handshake with origins that the test plays.
final class HandshakeFixture {
    let embedded: EmbeddedServices
    let delegate = RecordingHandshakeDelegate()
    let handshake: WebSocketHandshake
    /// The head of the request that the latest origin got.
    private(set) var head = ""

    var origins: EmbeddedOrigins { self.embedded.origins }

    /// A handshake that is begun.
    ///
    /// - Parameters:
    ///   - route: the route.
    ///   - target: the request's target.
    ///   - isTrusted: whether the client does GRIP by itself.
    ///   - refusedHosts: the hosts that cannot be reached.
    /// - Throws: when the route cannot be used.
    init(
        route: String = "* app:80",
        target: String = "/chat?x=1",
        isTrusted: Bool = false,
        refusedHosts: Set<String> = []
    ) throws {
        self.embedded = EmbeddedServices(routes: [route])
        self.embedded.origins.refusedHosts = refusedHosts
        let route = try #require(self.embedded.services.routes.table.routes.first)
        let head = RequestHead(
            method: "GET",
            target: Array(target.utf8),
            fields: [
                "Host": "here", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "of the client", "Sec-WebSocket-Extensions": "permessage-deflate",
                "Sec-WebSocket-Protocol": "chat",
            ]
        )
        let request = WebSocketRequest(
            head: head,
            uri: try RequestURI(head),
            route: route,
            grip: GripPolicy(route: route, isTrustedClient: isTrusted),
            isTLS: false,
            peerAddress: nil
        )
        self.handshake = WebSocketHandshake(request, services: self.embedded.services)
        self.handshake.delegate = self.delegate
        self.handshake.begin()
        self.embedded.run()
        try self.readHead()
    }

    /// A handshake that was accepted.
    static func accepted(
        extensions: String? = nil,
        followedBy frames: ByteBuffer = ByteBuffer()
    ) throws -> HandshakeFixture {
        let handshake = try HandshakeFixture()
        try handshake.accept(extensions: extensions, followedBy: frames)
        return handshake
    }

    private func readHead() throws {
        var received = try self.origins.received()
        self.head = received.takeHead()
    }

    /// The value of a field of the request.
    func field(_ name: String) -> String? {
        let line = self.head.split(separator: "\r\n").first { $0.hasPrefix("\(name): ") }
        return line.map { String($0.dropFirst(name.count + 2)) }
    }

    /// The origin accepts.
    func accept(extensions: String? = nil, followedBy frames: ByteBuffer = ByteBuffer()) throws {
        let key = try #require(self.field("Sec-WebSocket-Key"))
        var text = "HTTP/1.1 101 Ok\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
        text += "Sec-WebSocket-Accept: \(WebSocketHandshakeKey.accept(for: key))\r\nX-Own: 1\r\n"
        if let extensions {
            text += "Sec-WebSocket-Extensions: \(extensions)\r\n"
        }
        var bytes = ByteBuffer(string: text + "\r\n")
        bytes.writeImmutableBuffer(frames)
        try self.origins.send(bytes)
    }

    /// The origin sends something.
    func send(_ text: String) throws {
        try self.origins.send(ByteBuffer(string: text))
        try self.readHead()
    }
}
