import ProxyRouting
import Testing

@testable import ProxySessions

/// Reference: websocket 4.2; SockJS 0.3.3, "Session URLs".
struct SockJSRequestTests {
    private static let session = Array("s1".utf8)

    private static func read(_ method: String, _ path: String, isWebSocket: Bool = false) -> SockJSRequest {
        let bytes = Array(path.utf8)
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        return SockJSRequest(
            method: method,
            path: bytes[..<end],
            query: bytes[end...].dropFirst(),
            isWebSocket: isWebSocket
        )
    }

    struct Row: Sendable {
        var method: String
        var path: String
        var request: SockJSRequest
        init(_ method: String, _ path: String, _ request: SockJSRequest) {
            self.method = method
            self.path = path
            self.request = request
        }
    }

    @Test(arguments: [
        Row("OPTIONS", "/000/s1/xhr", .preflight),
        Row("OPTIONS", "nothing", .preflight),
        Row("GET", "/info", .info),
        Row("GET", "/info?t=1", .info),
        Row("GET", "/iframe.html", .iframe),
        Row("GET", "/iframe-0.1.2abc-dirty.2144.html?t=qwe", .iframe),
        Row("POST", "/000/s1/xhr", .receive(session: session, .xhr)),
        Row("POST", "/abcdefgh_i-j%20/s1/xhr", .receive(session: session, .xhr)),
        Row("POST", "/000/s1/xhr_streaming", .receive(session: session, .xhrStreaming)),
        Row("GET", "/000/s1/eventsource", .receive(session: session, .eventSource)),
        Row("GET", "/000/s1/jsonp?c=%63b", .receive(session: session, .jsonp(callback: "cb"))),
        Row("GET", "/000/s1/jsonp?callback=_jp.a1", .receive(session: session, .jsonp(callback: "_jp.a1"))),
        Row("POST", "/000/s1/jsonp?x=1&c=cb", .receive(session: session, .jsonp(callback: "cb"))),
        Row("GET", "/000/s1/htmlfile?c=cb", .receive(session: session, .htmlFile(callback: "cb"))),
        Row("POST", "/000/s1/xhr_send", .send(session: session, .body)),
        Row("POST", "/000/s1/jsonp_send", .send(session: session, .form)),
        Row("GET", "/000/s1/jsonp_send?d=x", .send(session: session, .query(Array("d=x".utf8)))),
    ])
    func endpointIsFound(_ row: Row) {
        #expect(Self.read(row.method, row.path) == row.request)
    }

    @Test(arguments: [
        "/000/s1/jsonp", "/000/s1/jsonp?c=", "/000/s1/jsonp?d=cb", "/000/s1/jsonp?c=alert(1)",
        "/000/s1/jsonp?c=%3C/script%3E",
        "/000/s1/htmlfile", "/000/s1/htmlfile?c=a;b", "/000/s1/htmlfile?callback=</script>",
    ])
    func transportThatCallsNeedsAName(_ path: String) {
        #expect(Self.read("GET", path) == .badRequest)
    }

    @Test(arguments: [
        "", "/", "//", "///", "x", "/nothing", "/nothing/s1", "/a/a/", "/xhr", "/s1/xhr", "/a./s1/xhr", "/a/s1./xhr",
        "/./././", "/a//xhr", "//s1/xhr", "/a/s1/xhr/", "/a/s1/xhr/x", "/a/s1/XHR", "/a/s1/nothing", "/a/s1/websocket",
        "/iframe.htm", "/iframe", "/IFRAME.HTML", "/iframe.HTML", "/iframe-/.html", "/info/", "/websocket",
    ])
    func otherPathIsNotFound(_ path: String) {
        #expect(Self.read("POST", path) == .notFound)
        #expect(Self.read("GET", path) == .notFound)
    }

    @Test(arguments: [
        ("GET", "/a/s1/xhr"), ("GET", "/a/s1/xhr_streaming"), ("GET", "/a/s1/xhr_send"), ("POST", "/a/s1/eventsource"),
        ("POST", "/a/s1/htmlfile?c=cb"), ("PUT", "/a/s1/jsonp?c=cb"), ("POST", "/info"), ("DELETE", "/iframe.html"),
    ])
    func otherMethodIsNotFound(_ method: String, _ path: String) {
        #expect(Self.read(method, path) == .notFound)
    }

    @Test(
        arguments: [
            ("/websocket", .rawWebSocket), ("/000/s1/websocket", .framedWebSocket),
            ("/000/s1/anything", .framedWebSocket),
            ("/info", .notFound), ("/a./s1/websocket", .notFound), ("/000//websocket", .notFound), ("", .notFound),
        ] as [(String, SockJSRequest)]
    )
    func webSocketIsFramedOrRaw(_ path: String, _ request: SockJSRequest) {
        #expect(Self.read("GET", path, isWebSocket: true) == request)
    }

    @Test(
        arguments: [
            ("*,sockjs=/sock localhost:80", "/sock/info", .info),
            ("*,sockjs=/sock/ localhost:80", "/sock/info?x", .info),
            ("*,sockjs=/ localhost:80", "/info", .info),
            ("*,sockjs=/sock localhost:80", "/sock", .notFound),
            ("*,sockjs=/sock localhost:80", "/sockets/x", .notFound),
            ("*,sockjs=/sock localhost:80", "/so", nil),
            ("*,sockjs=/sock localhost:80", "/page?x=/sock/info", nil),
            ("* localhost:80", "/sock/info", nil),
        ] as [(String, String, SockJSRequest?)]
    )
    func requestBelowThePathOfTheRouteIsSockJS(_ route: String, _ target: String, _ request: SockJSRequest?) throws {
        let uri = try RequestURI(.init("GET", target, ["Host: a.example"]))
        let read = SockJSRequest(method: "GET", uri: uri, route: try makeRoute(route), isWebSocket: false)
        #expect(read == request)
    }
}
