import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 3.4 "body framing", 3.5; GRIP 2.1, 2.3.
struct ResponseRulesFramingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        /// `GET` or `HEAD`, with `/1.0` for the old version and a wish for the connection: `close` or `keep-alive`.
        var request: String
        var status: Int
        var framing: BodyFraming
        var origin: [String]
        var client: [String]
        var body: BodyFraming
        var keepsConnection: Bool

        init(
            _ request: String,
            _ status: Int,
            _ framing: BodyFraming,
            _ origin: [String],
            to client: [String],
            _ body: BodyFraming,
            keeps keepsConnection: Bool
        ) {
            self.request = request
            self.status = status
            self.framing = framing
            self.origin = origin
            self.client = client
            self.body = body
            self.keepsConnection = keepsConnection
        }

        var exchange: ClientExchange {
            ClientExchange(
                isHead: self.request.hasPrefix("HEAD"),
                isHTTP10: self.request.contains("1.0"),
                isKeepAlive: self.request.contains("1.0") == self.request.contains("keep-alive")
                    && !self.request.contains("close")
            )
        }

        var testDescription: String { "\(self.request) \(self.status) \(self.framing) \(self.origin)" }
    }

    private static let length = ["Content-Length: 5"]
    private static let zero = ["Content-Length: 0"]
    private static let chunked = ["Transfer-Encoding: chunked"]
    private static let close = ["Connection: close"]
    private static let keepAlive = ["Connection: keep-alive"]

    @Test(arguments: [
        // HTTP/1.1
        Row("GET", 200, .length(5), length, to: length, .length(5), keeps: true),
        Row("GET", 200, .length(5), [], to: length, .length(5), keeps: true),
        Row("GET", 200, .length(5), zero, to: length, .length(5), keeps: true),
        Row("GET", 200, .length(5), length + length, to: length, .length(5), keeps: true),
        Row("GET", 200, .length(0), zero, to: zero, .length(0), keeps: true),
        Row("GET", 200, .none, [], to: zero, .none, keeps: true),
        Row("GET", 200, .chunked, chunked, to: chunked, .chunked, keeps: true),
        Row("GET", 200, .untilClose, [], to: chunked, .chunked, keeps: true),
        // A stream hold: the origin's length was that of the first content only.
        Row("GET", 200, .chunked, length, to: chunked, .chunked, keeps: true),
        Row("GET close", 200, .length(5), length, to: length + close, .length(5), keeps: false),
        Row("GET close", 200, .chunked, chunked, to: chunked + close, .chunked, keeps: false),
        // HTTP/1.0
        Row("GET/1.0", 200, .length(5), length, to: length, .length(5), keeps: false),
        Row("GET/1.0 keep-alive", 200, .length(5), length, to: length + keepAlive, .length(5), keeps: true),
        Row("GET/1.0", 200, .chunked, chunked, to: [], .untilClose, keeps: false),
        Row("GET/1.0 keep-alive", 200, .chunked, chunked, to: [], .untilClose, keeps: false),
        Row("GET/1.0 keep-alive", 200, .untilClose, [], to: [], .untilClose, keeps: false),
        Row("GET/1.0 keep-alive", 304, .none, [], to: keepAlive, .none, keeps: true),
        // HEAD: the length of the origin is relayed, no body follows.
        Row("HEAD", 200, .none, length, to: length, .none, keeps: true),
        Row("HEAD", 200, .none, [], to: [], .none, keeps: true),
        Row("HEAD", 200, .length(5), [], to: length, .none, keeps: true),
        Row("HEAD", 200, .chunked, length, to: [], .none, keeps: true),
        Row("HEAD/1.0", 200, .untilClose, [], to: [], .none, keeps: false),
        Row("HEAD/1.0 keep-alive", 200, .none, length, to: length + keepAlive, .none, keeps: true),
        // Statuses without a body
        Row("GET", 204, .none, zero, to: [], .none, keeps: true),
        Row("GET", 204, .chunked, chunked, to: [], .none, keeps: true),
        Row("GET", 304, .none, length, to: [], .none, keeps: true),
        Row("GET", 304, .length(5), [], to: [], .none, keeps: true),
        Row("GET", 103, .none, length, to: [], .none, keeps: true),
        Row("HEAD", 304, .none, length, to: [], .none, keeps: true),
        Row("GET close", 204, .none, [], to: close, .none, keeps: false),
        // An upgrade that is passed on
        Row(
            "GET",
            101,
            .tunnel,
            ["Upgrade: x", "Connection: Upgrade", "Content-Length: 0"],
            to: ["Upgrade: x", "Connection: Upgrade"],
            .tunnel,
            keeps: false
        ),
    ])
    func framingFollowsTheClient(_ row: Row) {
        let response = ResponseHead(status: row.status, fields: HeaderFields(row.origin))
        let client = ResponseRules(row.exchange).clientResponse(response, framing: row.framing)
        #expect(client.head.fields.lines == row.client)
        #expect(client.framing == row.body)
        #expect(client.keepsConnection == row.keepsConnection)
        #expect(client.head.version == (row.exchange.isHTTP10 ? .http10 : .http11))
    }

    @Test(arguments: [(false, ["Content-Length: 5", "Connection: close"]), (true, ["Content-Length: 5"])])
    func connectionThatMayNotBeKeptSaysSo(_ isHTTP10: Bool, _ lines: [String]) {
        let exchange = ClientExchange(isHead: false, isHTTP10: isHTTP10, isKeepAlive: true)
        let client = ResponseRules(exchange)
            .clientResponse(ResponseHead(status: 413), framing: .length(5), mayKeepConnection: false)
        #expect(client.head.fields.lines == lines)
        #expect(!client.keepsConnection)
    }

    @Test(arguments: [
        ("GET", HTTPVersion.http11, [], ClientExchange(isHead: false, isHTTP10: false, isKeepAlive: true)),
        ("HEAD", .http11, ["Connection: close"], ClientExchange(isHead: true, isHTTP10: false, isKeepAlive: false)),
        ("head", .http10, [], ClientExchange(isHead: false, isHTTP10: true, isKeepAlive: false)),
        ("GET", .http10, ["Connection: Keep-Alive"], ClientExchange(isHead: false, isHTTP10: true, isKeepAlive: true)),
    ])
    func exchangeIsReadFromTheRequest(
        _ method: String,
        _ version: HTTPVersion,
        _ lines: [String],
        _ exchange: ClientExchange
    ) {
        #expect(ClientExchange(RequestHead(method, "/", version: version, lines)) == exchange)
    }

    @Test func doubtfulFramingOfTheRequestClosesTheConnection() {
        var head = RequestHead("POST", "/")
        head.forbidsReuse = true
        #expect(!ClientExchange(head).isKeepAlive)
    }
}
