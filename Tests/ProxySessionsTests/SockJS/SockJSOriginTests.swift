import HTTP1
import ProxySessions
import Testing

/// Reference: websocket 4.1.
struct SockJSOriginTests {
    struct Row: Sendable {
        var route: String
        var isWebSocket: Bool
        var target: String
    }

    @Test(arguments: [
        Row(route: "*,sockjs=/sock,sockjs_as_path=/app localhost:80", isWebSocket: false, target: "/app?a=1&b"),
        Row(route: "*,sockjs=/sock,sockjs_as_path=/app localhost:80", isWebSocket: true, target: "/app?a=1&b"),
        Row(route: "*,sockjs=/sock localhost:80", isWebSocket: false, target: "/sock?a=1&b"),
        Row(route: "*,sockjs=/sock localhost:80", isWebSocket: true, target: "/sock/websocket?a=1&b"),
        Row(route: "*,sockjs=/ localhost:80", isWebSocket: true, target: "/websocket?a=1&b"),
    ])
    func originSeesOnePath(_ row: Row) throws {
        let uri = try RequestURI(.init("GET", "/sock/0/s/x?a=1&b", ["Host: a.example:81"]))
        let shown = SockJSOrigin.uri(uri, route: try makeRoute(row.route), isWebSocket: row.isWebSocket)
        #expect(String(decoding: shown.target, as: UTF8.self) == row.target)
        #expect(shown.authority == "a.example:81")
    }

    @Test func firstRequestBecomesAHandshakeWithoutItsBody() throws {
        let request = RequestHead(
            "POST",
            "/sock/0/s/xhr",
            [
                "Host: a.example", "Content-Length: 2", "Content-Type: text/plain", "Cookie: c=1",
                "Expect: 100-continue",
                "Transfer-Encoding: chunked", "Content-Encoding: gzip", "X-Own: 1",
            ]
        )
        let uri = SockJSOrigin.uri(
            try RequestURI(request),
            route: try makeRoute("*,sockjs=/sock l:80"),
            isWebSocket: false
        )
        let head = SockJSOrigin.head(request, uri: uri)
        #expect(head == RequestHead("GET", "/sock", ["Host: a.example", "Cookie: c=1", "X-Own: 1"]))
    }
}
