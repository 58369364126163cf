import HTTP1
import NIOCore
import ProxyRouting
import ProxySessions

/// Everything about proxying one request that needs no socket: decode the client's head, find the route, make the head for
/// the origin, decode its response, make the head for the client.
struct RequestProxying: MicroBenchmark {
    static let name = "proxy-request"
    static let count = 2000

    private static let limits = HeadLimits(headBytes: 8192, fieldCount: 64, targetBytes: 4096)

    private let table = RouteTable(parsing: "* localhost:3000\n")
    private let requestRules = RequestRules()
    private let request = ByteBuffer(
        string: """
            GET /articles/17?full=1 HTTP/1.1\r
            Host: www.example.com\r
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
            Accept-Language: en-US,en;q=0.5\r
            Accept-Encoding: gzip, deflate, br\r
            Connection: keep-alive\r
            Cookie: session=0123456789abcdef0123456789abcdef\r
            \r

            """
    )
    private let response = ByteBuffer(
        string: """
            HTTP/1.1 200 OK\r
            Date: Sat, 21 Nov 2026 12:00:00 GMT\r
            Server: example\r
            Content-Type: text/html; charset=utf-8\r
            Cache-Control: no-cache\r
            Content-Length: 100\r
            \r
            \(String(repeating: "x", count: 100))
            """
    )
    private var clientDecoder = RequestDecoder(limits: Self.limits)
    private var originDecoder = ResponseDecoder(limits: Self.limits)
    private var output = ByteBuffer()

    init() {}

    mutating func run() throws {
        self.output.clear()
        let exchange = try self.forward()
        try self.answer(exchange)
        guard self.output.readableBytes > 500 else { throw UnexpectedOutcome() }
    }

    private mutating func forward() throws -> ClientExchange {
        self.clientDecoder.append(self.request)
        guard case .head(let head, let framing)? = try self.clientDecoder.next() else { throw UnexpectedOutcome() }
        guard case .end? = try self.clientDecoder.next() else { throw UnexpectedOutcome() }
        let uri = try RequestURI(head)
        let found = self.table.route(host: uri.host, path: uri.path, isTLS: false, isWebSocket: false)
        guard let route = found, let target = route.targets.first else { throw UnexpectedOutcome() }
        let context = RequestContext(
            grip: GripPolicy(route: route, isTrustedClient: false),
            isTLS: false,
            gripSignature: "signature"
        )
        let origin = self.requestRules.originHead(
            for: head,
            framing: framing,
            uri: try uri.rewritten(by: route, toward: target),
            route: route,
            context: context
        )
        origin.write(to: &self.output)
        return ClientExchange(head)
    }

    private mutating func answer(_ exchange: ClientExchange) throws {
        self.originDecoder.begin(requestMethod: "GET")
        self.originDecoder.append(self.response)
        guard case .head(let head, let framing)? = try self.originDecoder.next() else { throw UnexpectedOutcome() }
        ResponseRules(exchange).clientResponse(head, framing: framing).head.write(to: &self.output)
        while let part = try self.originDecoder.next() {
            if case .end = part { return }
        }
        throw UnexpectedOutcome()
    }
}
