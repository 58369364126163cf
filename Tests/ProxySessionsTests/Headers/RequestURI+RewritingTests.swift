import HTTP1
import ProxyRouting
import ProxySessions
import Testing

/// Reference: behaviour 1.4 and 1.5.
struct RequestURIRewritingTests {
    private func rewritten(_ target: String, by line: String, method: String = "GET") throws -> RequestURI {
        let route = try makeRoute(line)
        return try RequestURI(RequestHead(method, target, ["Host: client.example:7999"]))
            .rewritten(by: route, toward: route.targets[0])
    }

    @Test(arguments: [
        ("* localhost:80", "client.example:7999", "client.example"),
        ("*,as_host=other.example localhost:80", "other.example", "other.example"),
        ("*,as_host=Other.example:81 localhost:80", "other.example:81", "other.example"),
        ("* localhost:80,host=target.example", "target.example", "target.example"),
        ("*,as_host=other.example localhost:80,host=target.example:82", "target.example:82", "target.example"),
        ("*,as_host=[::1]:81 localhost:80", "[::1]:81", "::1"),
    ])
    func targetHostIsStrongerThanRouteHost(_ line: String, _ authority: String, _ host: String) throws {
        let uri = try self.rewritten("/", by: line)
        #expect(uri.authority == authority)
        #expect(uri.host == host)
    }

    @Test(arguments: [
        ("*,path_beg=/api,replace_beg=/v1/svc localhost:80", "/api/users?a=%2F&b", "/v1/svc/users?a=%2F&b"),
        ("*,path_beg=/api,replace_beg=/v1/svc localhost:80", "/api", "/v1/svc"),
        ("*,path_rem=4 localhost:80", "/abc/rest?q=1", "/rest?q=1"),
        ("* localhost:80", "/as/it?is", "/as/it?is"),
    ])
    func pathIsRewrittenByTheRoute(_ line: String, _ target: String, _ result: String) throws {
        #expect(try self.rewritten(target, by: line).target == Array(result.utf8))
    }

    @Test(arguments: ["/abc", "/abcdef", "/a?query=/x"])
    func pathThatLosesItsSlashFails(_ target: String) {
        #expect(throws: ProxyError(.rewritingFailed)) { try self.rewritten(target, by: "*,path_rem=4 localhost:80") }
    }

    @Test func asteriskHasNoPathToRewrite() throws {
        let uri = try self.rewritten("*", by: "*,path_rem=4,as_host=o.example localhost:80", method: "OPTIONS")
        #expect(uri.target == Array("*".utf8))
        #expect(uri.authority == "o.example")
    }
}
