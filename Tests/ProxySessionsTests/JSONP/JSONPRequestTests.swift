import HTTP1
import NIOCore
import ProxyRouting
import ProxySessions
import Testing

/// Reference: behaviour 5.1.
struct JSONPRequestTests {
    private static func request(
        _ target: String,
        route line: String = "*,aco localhost:80",
        method: String = "GET",
        _ lines: [String] = [],
        framing: BodyFraming = .none
    ) throws -> JSONPRequest? {
        let client = RequestHead(method, target, ["Host: a.example:8000"] + lines)
        return try JSONPRequest(
            request: client,
            framing: framing,
            uri: try RequestURI(client),
            settings: try makeRoute(line).jsonp
        )
    }

    struct Row: Sendable {
        var query: String
        var route: String
        var request: String
        var body: String
        var callback: String

        init(
            _ query: String,
            _ parameters: String = "",
            _ request: String = "GET /p",
            body: String = "",
            callback: String = "f"
        ) {
            self.query = query
            self.route = "*,aco\(parameters) localhost:80"
            self.request = request
            self.body = body
            self.callback = callback
        }
    }

    @Test(arguments: [
        Row("callback=f"),
        Row("callback=my.cb", callback: "my.cb"),
        Row("callback=f%5B%220%22%5d", callback: "f[\"0\"]"),
        Row("call%62ack=f"),
        Row("callback=f&callback=alert(1)"),
        // What is not a parameter stays as it was sent.
        Row("a=1&callback=my.cb&b=2", "", "GET /p?a=1&b=2", callback: "my.cb"),
        Row("a=%7e%41&callback=f&b=+c;d|e&x", "", "GET /p?a=%7e%41&b=+c;d|e&x"),
        Row("a=1&&callback=f&&b=2", "", "GET /p?a=1&&&b=2"),
        Row("callback=f&"),
        Row("&callback=f"),
        Row("callback=f&CALLBACK=g", "", "GET /p?CALLBACK=g"),
        Row("callback=f&q=a?b", "", "GET /p?q=a?b"),
        // The method.
        Row("callback=f&_method=PUT", "", "PUT /p"),
        Row("callback=f&_method=PO%53T&_method=%00", "", "POST /p"),
        Row("callback=f&_method=purge", "", "purge /p"),
        Row("callback=f", ",jsonp_mode=basic", "POST /p"),
        Row("callback=f", ",jsonp_defmethod=PATCH", "PATCH /p"),
        Row("callback=f&_method=DELETE", ",jsonp_mode=basic,jsonp_defmethod=PATCH", "DELETE /p"),
        // The body.
        Row("callback=f&_body=hello%20there&x=1", "", "GET /p?x=1", body: "hello there"),
        Row("callback=f&_body=a%2520b+c%26=d", "", body: "a%20b+c&=d"),
        Row("callback=f&_body=%zz%4&_body=", "", body: "%zz%4"),
        Row("callback=f&_body=%+1%-1%_1%", "", body: "%+1%-1%_1%"),
        Row("callback=f&data=x", "", "GET /p?data=x"),
        // The names.
        Row("cb=g", ",jsonp_cb=cb", callback: "g"),
        Row("cb=g&callback=f", ",jsonp_cb=cb", "GET /p?callback=f", callback: "g"),
        Row("callback=f&data=%7B%22k%22%3A1%7D&_body=b", ",jsonp_body=data", "GET /p?_body=b", body: "{\"k\":1}"),
        Row("data=1", ",jsonp_body=data,jsonp_defcb=dflt", body: "1", callback: "dflt"),
        Row("data=1&callback=f", ",jsonp_body=data,jsonp_defcb=dflt", body: "1"),
    ])
    func parametersBecomeTheRequest(_ row: Row) throws {
        let request = try #require(try Self.request("/p?" + row.query, route: row.route))
        let head = request.head
        #expect("\(head.method) \(String(decoding: head.target, as: UTF8.self))" == row.request)
        #expect(head.target == request.uri.target)
        #expect(request.uri.authority == "a.example:8000")
        #expect(String(buffer: request.body) == row.body)
        #expect(request.framing == (row.body.isEmpty ? .none : .length(row.body.utf8.count)))
        #expect(request.response.callback == row.callback)
    }

    @Test(arguments: [
        ("GET", "/p", ""), ("GET", "/p?", ""), ("GET", "/p?a=1", ""), ("GET", "/callback=f", ""),
        ("GET", "/p?CALLBACK=f", ""),
        ("GET", "/p?xcallback=f", ""), ("GET", "/p?a=callback=f", ""), ("GET", "/p?callback=f", ",jsonp_cb=cb"),
        ("GET", "/p?_body=x&_method=PUT", ""), ("GET", "/p?data=1", ",jsonp_body=data"),
        ("GET", "/p?_body=1", ",jsonp_defcb=dflt"), ("GET", "/p?_method=PUT", ",jsonp_body=data,jsonp_defcb=dflt"),
        ("POST", "/p?callback=f", ""), ("HEAD", "/p?callback=f", ""), ("OPTIONS", "/p?callback=", ""),
        ("get", "/p?callback=f", ""),
    ])
    func otherRequestsAreLeftAlone(_ method: String, _ target: String, _ parameters: String) throws {
        #expect(try Self.request(target, route: "*,aco\(parameters) localhost:80", method: method) == nil)
    }

    @Test(arguments: [
        ("callback=", "", JSONPError.callback),
        ("callback", "", .callback),
        ("callback=alert(1)", "", .callback),
        ("callback=%3Cscript%3E", "", .callback),
        ("callback=f%0A", "", .callback),
        ("callback=a%zz", "", .callback),
        ("callback=&data=1", ",jsonp_body=data,jsonp_defcb=dflt", .callback),
        ("callback=f&_method=", "", .method),
        ("callback=f&_method=%00", "", .method),
        ("callback=f&_method=A%20B", "", .method),
        ("callback=f&_method=GET%20/x%20HTTP/1.1%0D%0A", "", .method),
        ("callback=f&_method=%C3%A9", "", .method),
        ("callback=f&_method=CONNECT", "", .method),
        ("callback=f&_method=Trace", "", .method),
        ("callback=f&_method=TRACK", "", .method),
        ("callback=f", ",jsonp_defmethod=TRACE", .method),
        ("callback=f&_headers=", "", .headers),
        ("callback=f&_headers=nojson", "", .headers),
        ("callback=f&_headers=%5B%5D", "", .headers),
        ("callback=f&_headers=%22a%22", "", .headers),
        ("callback=f&_headers={\"a\":1}", "", .headers),
        ("callback=f&_headers={\"a\":null}", "", .headers),
        ("callback=f&_headers={\"a\":\"1\"}x", "", .headers),
        ("callback=f&_headers={\"Host\":1}", "", .headers),
        // Names and values that would write into the rest of the head.
        ("callback=f&_headers={\"a\":\"1\\r\\nX: 1\"}", "", .headers),
        ("callback=f&_headers={\"a\":\"1\\u0000\"}", "", .headers),
        ("callback=f&_headers={\"a%5Cnb\":\"1\"}", "", .headers),
        ("callback=f&_headers={\"a:b\":\"1\"}", "", .headers),
        ("callback=f&_headers={\"\":\"1\"}", "", .headers),
        ("callback=f&_body=", "", .body),
        ("callback=f&_body", "", .body),
        ("callback=f&data=", ",jsonp_body=data", .configuredBody),
        ("data", ",jsonp_body=data,jsonp_defcb=dflt", .configuredBody),
        // The first fault counts.
        ("_body=&_headers=x&_method=&callback=", "", .callback),
        ("_body=&_headers=x&_method=&callback=f", "", .method),
        ("_body=&_headers=x&callback=f", "", .headers),
    ])
    func unusableParameterIsNamed(_ query: String, _ parameters: String, _ error: JSONPError) {
        #expect(throws: error) { try Self.request("/p?" + query, route: "*,aco\(parameters) localhost:80") }
    }

    @Test(arguments: [
        (JSONPError.callback, "Invalid callback parameter.\n"), (.method, "Invalid _method parameter.\n"),
        (.headers, "Invalid _headers parameter.\n"), (.body, "Invalid _body parameter.\n"),
        (.configuredBody, "Invalid body parameter.\n"),
    ])
    func clientIsToldTheParameter(_ error: JSONPError, _ text: String) {
        let response = ProxyError(error).response(isDebug: false)
        #expect(response.head.status == 400)
        #expect(response.head.fields.lines == ["Content-Type: text/plain", "Content-Length: \(text.utf8.count)"])
        #expect(String(buffer: response.body) == text)
    }

    @Test(arguments: [
        // `_headers`, the client's own, the result after Host and Accept were put between them
        ("{}", ["X-C: 1", "Cookie: a"], [], ["X-C: 1", "Cookie: a"]),
        ("{\"b\":\"1\",\"A\":\"x\",\"c-h\":\"\"}", ["X-C: 1"], ["A: x", "b: 1", "c-h: "], ["X-C: 1"]),
        ("{\"Host\":\"evil\",\"ACCEPT\":\"q\",\"X-H\":\"v\"}", ["Accept: text/x", "host: other"], ["X-H: v"], []),
        ("{\"User-Agent\":\"mine\"}", ["User-Agent: browser"], ["User-Agent: mine"], ["User-Agent: browser"]),
        ("{\"a\":\"1\",\"a\":\"2\"}", [], ["a: 2"], []),
        ("{\"a\":\"caf\u{E9} \\u00e9\"}", [], ["a: caf\u{E9} \u{E9}"], []),
        ("{\"Content-Type\":\"text/x\"}", ["Content-Type: text/c", "X: 1"], ["Content-Type: text/x"], ["X: 1"]),
        // Framing is not for a script to choose.
        (
            "{\"Content-Length\":\"7\",\"transfer-encoding\":\"chunked\",\"Connection\":\"X-C\",\"Upgrade\":\"websocket\"}",
            ["X-C: 1"], [], ["X-C: 1"]
        ),
        ("{\"Expect\":\"100-continue\",\"Keep-Alive\":\"1\",\"Trailer\":\"X\"}", [], [], []),
    ])
    func headersAreThoseOfTheParameterThenTheClients(
        _ parameter: String,
        _ own: [String],
        _ first: [String],
        _ last: [String]
    ) throws {
        let request = try #require(try Self.request("/p?callback=f&_headers=\(parameter)", own))
        #expect(request.head.fields.lines == first + ["Host: a.example:8000", "Accept: */*"] + last)
    }

    @Test func configuredBodyParameterIsJSON() throws {
        let request = try #require(
            try Self.request(
                "/p?callback=f&data=1&_headers={\"content-type\":\"text/x\",\"Z\":\"1\"}",
                route: "*,aco,jsonp_body=data localhost:80",
                ["Content-Type: text/c"]
            )
        )
        let lines = ["Z: 1", "Content-Type: application/json", "Host: a.example:8000", "Accept: */*"]
        #expect(request.head.fields.lines == lines)
    }

    @Test(arguments: [
        ("", BodyFraming.none, BodyFraming.none), ("", .length(0), .length(0)), ("", .length(5), .length(5)),
        ("", .chunked, .chunked), ("&_body=abc", .none, .length(3)), ("&_body=abc", .length(5), .length(8)),
        ("&_body=abc", .length(0), .length(3)), ("&_body=abc", .chunked, .chunked),
        ("&_body=abc", .length(.max), .chunked),
    ])
    func clientsOwnBodyComesAfterTheParameter(_ query: String, _ own: BodyFraming, _ whole: BodyFraming) throws {
        let request = try #require(try Self.request("/p?callback=f" + query, framing: own))
        #expect(request.framing == whole)
    }

    @Test func connectionIsStillTheClients() throws {
        var client = RequestHead("GET", "http://B.example/p?callback=f&x=1", version: .http10, ["Host: a"])
        client.forbidsReuse = true
        let request = try #require(
            try JSONPRequest(request: client, uri: try RequestURI(client), settings: try makeRoute().jsonp)
        )
        #expect(request.head.version == .http10)
        #expect(request.head.forbidsReuse)
        #expect(request.head.target == Array("/p?x=1".utf8))
        #expect(request.head.fields.lines == ["Host: b.example", "Accept: */*"])
    }

    @Test func originSeesTheRewrittenRequest() throws {
        let line = "*,aco,as_host=origin.example,path_beg=/api,replace_beg=/v1 localhost:80"
        let query = "callback=f&_method=PUT&_body=hi&_headers={\"Grip-Sig\":\"x\",\"X-H\":\"v\"}&x=1"
        let request = try #require(
            try Self.request("/api/p?" + query, route: line, ["Accept-Encoding: gzip", "X-C: 1"])
        )
        let route = try makeRoute(line)
        let uri = try request.uri.rewritten(by: route, toward: route.targets[0])
        let head = RequestRules(gripFeatures: "f").originHead(
            for: request.head,
            framing: request.framing,
            uri: uri,
            route: route,
            context: RequestContext(grip: GripPolicy(route: route, isTrustedClient: false), isTLS: false)
        )
        #expect(head.method == "PUT")
        #expect(head.target == Array("/v1/p?x=1".utf8))
        let lines = ["Host: origin.example", "X-H: v", "Accept: */*", "X-C: 1", "Grip-Feature: f", "Content-Length: 2"]
        #expect(head.fields.lines == lines)
    }
}
