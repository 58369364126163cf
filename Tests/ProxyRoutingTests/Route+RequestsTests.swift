import ProxyRouting
import Testing

/// Path rewriting: reference, behaviour 1.4, `path_rem` and `replace_beg`.
struct RouteRequestsTests {
    private func rewritten(_ parameters: String, _ target: String) throws -> String? {
        let route = try #require(RouteTable(parsing: "*,\(parameters) localhost:80").routes.first)
        return route.rewrittenTarget(Array(target.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("debug", "/abc?x=1", "/abc?x=1" as String?),
        ("debug", "*", "*"),
        ("path_rem=4", "/abc/rest?q=1", "/rest?q=1"),
        ("path_rem=4", "/abc/", "/"),
        ("path_rem=4", "/abc", nil),
        ("path_rem=4", "/abc?/x", nil),
        ("path_rem=4", "/a?/x", nil),
        ("path_rem=4", "/abcd/e", nil),
        ("path_rem=4", "", nil),
        ("path_rem=3", "/%2F/x", nil),
        ("path_rem=4", "/%2F/x", "/x"),
        ("path_rem=0", "/abc", "/abc"),
        ("path_rem=-2", "/abc", "/abc"),
        ("path_rem=x", "/abc", "/abc"),
        ("path_rem", "/abc", "/abc"),
        ("path_rem=9223372036854775807", "/abc", nil),
        ("path_rem=99999999999999999999", "/abc", "/abc"),
        ("path_beg=/api,replace_beg=/v1/svc", "/api/users?a=%2F&b", "/v1/svc/users?a=%2F&b"),
        ("path_beg=/api,replace_beg=/v1/svc", "/api", "/v1/svc"),
        ("path_beg=/api,replace_beg=/v1/svc", "/api?x", "/v1/svc?x"),
        ("path_beg=/api,replace_beg=", "/api/users", "/users"),
        ("path_beg=/api,replace_beg", "/api", nil),
        ("path_beg=/api,replace_beg=/", "/api", "/"),
        ("path_beg=/api,replace_beg=v1", "/api/users", nil),
        ("replace_beg=/v1", "/users", "/v1/users"),
        ("path_beg=/api,replace_beg=/v1,path_rem=1", "/api/users", "/v1/users"),
    ])
    func pathIsRewrittenAndTheQueryKept(parameters: String, target: String, expected: String?) throws {
        #expect(try rewritten(parameters, target) == expected)
    }

    @Test func bytesThatAreNoTextStayAsTheyAre() throws {
        let route = try #require(RouteTable(parsing: "*,path_rem=2 localhost:80").routes.first)
        #expect(route.rewrittenTarget([0x2F, 0xFF, 0x2F, 0xC3]) == [0x2F, 0xC3])
    }

    @Test(arguments: [("/p", true), ("/p/x", true), ("/px?y", true), ("/", false), ("", false), ("/?/p", false)])
    func routeChosenByIDCanBeAskedForItsPath(path: String, expected: Bool) throws {
        let route = try #require(RouteTable(parsing: "id=x,path_beg=/p localhost:80").routes.first)
        #expect(route.acceptsPath(Array(path.utf8)) == expected)
    }

    @Test func routeWithoutPathPrefixAcceptsEveryPath() throws {
        let route = try #require(RouteTable(parsing: "id=x localhost:80").routes.first)
        #expect(route.acceptsPath(Array("/any".utf8)))
    }
}
