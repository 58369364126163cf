import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout
import ProxyRouting
import ProxySessions
import ProxyUpstream
import Testing
import WebSocket

@testable import ProxyServer

/// An origin over HTTP whose other side, and whose owner, the test plays.
final class OverHTTPOriginFixture {
    let embedded: EmbeddedServices
    let trace = Trace()
    let origin: OverHTTPOrigin
    private let owner: Owner
    private let opening: Opening

    /// An origin that is not opened yet.
    init(limits: Limits = Limits(), embedded: EmbeddedServices? = nil) throws {
        let embedded = embedded ?? EmbeddedServices(routes: ["* app:80,over_http"], limits: limits)
        self.embedded = embedded
        let route = try #require(embedded.services.routes.table.routes.first)
        let target = try #require(route.targets.first)
        let head = RequestHead(method: "GET", target: Array("/chat".utf8), fields: ["Host": "here", "Cookie": "c=1"])
        let uri = try RequestURI(head)
        self.origin = OverHTTPOrigin(
            request: WebSocketRequest(
                head: head,
                uri: uri,
                route: route,
                grip: GripPolicy(route: route, isTrustedClient: false),
                isTLS: false,
                peerAddress: nil
            ),
            target: target,
            endpoint: try #require(target.endpoint(requestHost: uri.host)),
            uri: uri,
            services: embedded.services
        )
        self.owner = Owner(self.trace)
        self.opening = Opening(self.trace)
        self.origin.opening = self.opening
    }

    /// An origin that accepted, with nothing under way.
    static func open(_ lines: [String] = [], limits: Limits = Limits()) throws -> OverHTTPOriginFixture {
        let fixture = try OverHTTPOriginFixture(limits: limits)
        fixture.begin()
        try fixture.answer("OPEN\r\n", lines)
        fixture.attach()
        _ = fixture.trace.take()
        _ = try fixture.received()
        return fixture
    }

    func begin() {
        self.origin.open()
        self.embedded.loop.run()
    }

    func attach() {
        self.origin.owner = self.owner
        self.embedded.loop.run()
    }

    /// The client sends something in one turn of reading.
    func send(_ parts: MessagePart...) {
        for part in parts {
            self.origin.send(part)
        }
        self.origin.flush()
        self.embedded.loop.run()
    }

    /// The body of the latest request; `nil` when there was none since this was last asked.
    func received() throws -> String? {
        let bytes = String(buffer: try self.embedded.origins.received())
        guard let separator = bytes.firstRange(of: "\r\n\r\n") else { return nil }
        return String(bytes[separator.upperBound...])
    }

    /// The origin answers the latest request.
    func answer(_ body: String, _ lines: [String] = []) throws {
        try self.answer("200 OK", ["Content-Type: application/websocket-events"] + lines, body)
    }

    func answer(_ status: String, _ lines: [String], _ body: String) throws {
        let head = (["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + lines).joined(separator: "\r\n")
        try self.embedded.origins.send(ByteBuffer(string: head + "\r\n\r\n" + body))
    }

    private final class Owner: WebSocketOriginOwner {
        private let trace: Trace

        init(_ trace: Trace) {
            self.trace = trace
        }

        func originSent(_ part: MessagePart) { self.trace.add(part.line) }

        func originReadComplete() { self.trace.add("flush") }

        func originWritabilityChanged(isWritable: Bool) { self.trace.add(isWritable ? "goes on" : "waits") }

        func originLost(_ reason: String) { self.trace.add("lost: \(reason)") }
    }

    private final class Opening: OverHTTPOpening {
        private let trace: Trace

        init(_ trace: Trace) {
            self.trace = trace
        }

        func overHTTPAccepted(_ head: ResponseHead) { self.trace.add("accepted \(head.fields.count)") }

        func overHTTPRejected(_ head: ResponseHead, framing: BodyFraming) {
            self.trace.add("rejected \(head.status) \(framing)")
        }

        func overHTTPBody(_ bytes: ByteBuffer) { self.trace.add("body \(bytes.readableBytes)") }

        func overHTTPReadComplete() { self.trace.add("flush") }

        func overHTTPEnded() { self.trace.add("ended") }

        func overHTTPFailed(_ error: UpstreamError) { self.trace.add("failed: \(error.kind)") }

        func overHTTPFailed(_ error: ProxyError) { self.trace.add("refused: \(error)") }
    }
}
