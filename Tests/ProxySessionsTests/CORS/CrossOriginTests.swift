import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 4.
struct CrossOriginTests {
    private static let methods = "Access-Control-Allow-Methods: OPTIONS, HEAD, GET, POST, PUT, DELETE"
    private static let credentials = "Access-Control-Allow-Credentials: true"
    private static let maxAge = "Access-Control-Max-Age: 3600"

    private func decorated(
        _ response: [String],
        request: [String],
        route: String = "*,aco localhost:80"
    ) throws -> [String] {
        let crossOrigin = CrossOrigin(HeaderFields(request), route: try makeRoute(route), appliesToAllRoutes: false)
        var fields = HeaderFields(response)
        crossOrigin?.decorate(&fields)
        return fields.lines
    }

    @Test(arguments: [
        // Request's lines, lines added to a response with X-Custom
        (
            ["Origin: http://a.example"],
            [
                Self.methods, "Access-Control-Expose-Headers: X-Custom", Self.credentials,
                "Access-Control-Allow-Origin: http://a.example", Self.maxAge,
            ]
        ),
        (
            [],
            [
                Self.methods, "Access-Control-Expose-Headers: X-Custom", Self.credentials,
                "Access-Control-Allow-Origin: *", Self.maxAge,
            ]
        ),
        (
            [
                "origin: null", "access-control-request-method: PATCH",
                "Access-Control-Request-Headers: X-One,X-Two ,,",
                "access-control-request-headers: X-Three",
            ],
            [
                "Access-Control-Allow-Methods: PATCH", "Access-Control-Allow-Headers: X-One, X-Two, X-Three",
                "Access-Control-Expose-Headers: X-Custom", Self.credentials, "Access-Control-Allow-Origin: null",
                Self.maxAge,
            ]
        ),
        (
            ["Access-Control-Request-Headers: ", "Access-Control-Request-Method: "],
            [
                Self.methods, "Access-Control-Expose-Headers: X-Custom", Self.credentials,
                "Access-Control-Allow-Origin: *", Self.maxAge,
            ]
        ),
    ])
    func headersAreAddedInTheOrderOfTheReference(_ request: [String], _ added: [String]) throws {
        let response = ["Content-Type: text/plain", "X-Custom: 1"]
        #expect(try self.decorated(response, request: request) == response + added)
    }

    @Test(arguments: [
        "access-control-allow-methods: GET", "Access-Control-Allow-Headers: A", "Access-Control-Expose-Headers: B",
        "Access-Control-Allow-Credentials: false", "Access-Control-Allow-Origin: http://only.example",
        "access-control-MAX-AGE: 7",
    ])
    func headersOfTheOriginWin(_ line: String) throws {
        let name = line.prefix { $0 != ":" }.lowercased()
        let request = ["Origin: http://a.example", "Access-Control-Request-Headers: X-One"]
        let lines = try self.decorated([line, "X-Custom: 1"], request: request)
        #expect(lines.filter { $0.lowercased().hasPrefix(name + ":") } == [line])
        #expect(lines.count == 7)
    }

    @Test(arguments: [
        (["Content-Type: a", "Cache-Control: b", "Content-Language: c", "Content-Length: 1"], nil as String?),
        (["EXPIRES: a", "Last-Modified: b", "pragma: c", "Access-Control-X: d", "Grip-Hold: e"], nil),
        (["X-B: 1", "x-a: 2", "x-b: 3", "Set-Cookie: 4", "X-A: 5"], "X-B, x-a, Set-Cookie"),
        (["Expires2: a", "ETag: b"], "Expires2, ETag"),
    ])
    func otherHeadersAreExposedOnce(_ response: [String], _ names: String?) throws {
        let lines = try self.decorated(response, request: [])
        let line = lines.first { $0.hasPrefix("Access-Control-Expose-Headers:") }
        #expect(line == names.map { "Access-Control-Expose-Headers: \($0)" })
    }

    @Test(arguments: [
        // Route, request's lines, whether headers are added
        ("* localhost:80", ["Origin: https://a.example"], false),
        ("*,aco localhost:80", ["Origin: https://a.example"], true),
        ("*,aco,aco_origins=https://a.example localhost:80", ["Origin: https://a.example"], true),
        ("*,aco,aco_origins=https://a.example localhost:80", ["Origin: https://A.example"], true),
        ("*,aco,aco_origins=https://a.example localhost:80", ["Origin: https://a.example:444"], false),
        ("*,aco,aco_origins=https://a.example localhost:80", ["Origin: https://b.example"], false),
        ("*,aco,aco_origins=https://a.example localhost:80", ["Origin: null"], false),
        ("*,aco,aco_origins=https://a.example localhost:80", [], false),
    ])
    func originThatIsNotListedGetsNothing(_ route: String, _ request: [String], _ isAdded: Bool) throws {
        let lines = try self.decorated(["X: 1"], request: request, route: route)
        #expect(lines.contains(Self.credentials) == isAdded)
        #expect(lines.contains { $0.hasPrefix("Vary") } == false)
        #expect(isAdded || lines == ["X: 1"])
    }

    @Test func configurationTurnsItOnForEveryRoute() throws {
        let route = try makeRoute("* localhost:80")
        #expect(CrossOrigin([:], route: route, appliesToAllRoutes: true) != nil)
        #expect(CrossOrigin([:], route: route, appliesToAllRoutes: false) == nil)
    }

    @Test func responseRulesDecorateTheClientsView() throws {
        let crossOrigin = CrossOrigin([:], route: try makeRoute("*,aco localhost:80"), appliesToAllRoutes: false)
        let exchange = ClientExchange(isHead: false, isHTTP10: false, isKeepAlive: false)
        let rules = ResponseRules(exchange, crossOrigin: crossOrigin)
        let response = ResponseHead(
            status: 200,
            fields: HeaderFields([
                "Connection: keep-alive", "Grip-Hold: stream", "Transfer-Encoding: chunked", "X-P: 1",
            ])
        )
        #expect(
            rules.clientResponse(response, framing: .chunked, isInstruction: true).head.fields.lines == [
                "X-P: 1", Self.methods, "Access-Control-Expose-Headers: X-P", Self.credentials,
                "Access-Control-Allow-Origin: *", Self.maxAge, "Transfer-Encoding: chunked", "Connection: close",
            ]
        )
        let upgrade = ResponseHead(status: 101, fields: ["Upgrade": "x"])
        #expect(
            rules.clientResponse(upgrade, framing: .tunnel).head.fields.lines == ["Upgrade: x", "Connection: Upgrade"]
        )
    }
}
