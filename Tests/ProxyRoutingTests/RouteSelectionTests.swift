import ProxyRouting
import Testing

/// Which rule gets a request, told by the port of its target: reference, behaviour 1.3.
struct RouteSelectionTests {
    private func port(
        _ table: RouteTable,
        host: String = "a",
        path: String = "/",
        isTLS: Bool = false,
        isWebSocket: Bool = false
    ) -> Int? {
        let route = table.route(host: host, path: Array(path.utf8), isTLS: isTLS, isWebSocket: isWebSocket)
        guard case .origin(_, let port) = route?.targets.first?.kind else {
            return nil
        }
        return port
    }

    @Test(arguments: [
        ("a.example", 1),
        ("A.EXAMPLE", 1),
        ("b.example", 2),
        ("c.example", 9),
        ("www.a.example", 9),
        ("example", 9),
        ("", 9),
        ("*", 9),
        ("::1", 4),
        ("[::1]", 4),
        ("[::2]", 9),
    ])
    func exactHostGoesBeforeTheRuleForAnyHost(host: String, expected: Int) {
        let table = RouteTable(parsing: "* h:9\na.example h:1\nB.Example h:2\n[::1] h:4")
        #expect(port(table, host: host) == expected)
    }

    @Test func hostWhoseRulesAllFailDoesNotFallBackToTheRuleForAnyHost() {
        let table = RouteTable(parsing: "* h:9\na,path_beg=/only h:1")
        #expect(port(table, path: "/other") == nil)
        #expect(port(table, host: "b", path: "/other") == 9)
    }

    @Test func ruleWithoutADomainIsNotReachedByAnyHost() {
        let table = RouteTable(parsing: ",id=x h:1")
        #expect(port(table, host: "") == nil)
        #expect(port(table, host: "a") == nil)
    }

    @Test(arguments: [
        ("/", 1), ("/a", 2), ("/ab", 2), ("/a/", 2), ("/a/b", 3), ("/a/bc?x=/q", 3), ("/b/a", 1), ("/A", 1), ("", 1),
        ("/%61", 1), ("/?/a/b", 1),
    ])
    func longestPathPrefixWinsWhateverTheOrder(path: String, expected: Int) {
        let lines = ["a h:1", "a,path_beg=/a h:2", "a,path_beg=/a/b h:3"]
        #expect(port(RouteTable(parsing: lines.joined(separator: "\n")), path: path) == expected)
        #expect(port(RouteTable(parsing: lines.reversed().joined(separator: "\n")), path: path) == expected)
    }

    @Test func pathPrefixIsNotAwareOfSegments() {
        let table = RouteTable(parsing: "a,path_beg=/only h:1")
        #expect(port(table, path: "/onlyx") == 1)
        #expect(port(table, path: "/onl") == nil)
    }

    @Test func pathPrefixIsComparedWithoutTheQuery() {
        let table = RouteTable(parsing: "a,path_beg=/p?q h:1")
        #expect(port(table, path: "/p?q=1") == nil)
    }

    @Test func pathPrefixIsComparedByBytes() {
        let table = RouteTable(parsing: "* h:1\n*,path_beg=/%C3 h:2")
        let target = [0x2F, 0x25, 0x43, 0x33, 0xFF] as [UInt8]
        let route = table.route(host: "a", path: target, isTLS: false, isWebSocket: false)
        #expect(route?.targets.first?.description == "h:2")
    }

    @Test(arguments: [(false, 1), (true, 2)])
    func protoTellsPlainRequestsFromWebSockets(isWebSocket: Bool, expected: Int) {
        let table = RouteTable(parsing: "a,proto=http h:1\na,proto=ws h:2")
        #expect(port(table, isWebSocket: isWebSocket) == expected)
    }

    @Test(arguments: [(false, 1), (true, 2)])
    func tlsConditionTellsSecureRequestsFromOthers(isTLS: Bool, expected: Int) {
        let table = RouteTable(parsing: "a,ssl=no h:1\na,ssl=yes h:2")
        #expect(port(table, isTLS: isTLS) == expected)
    }

    @Test func requestThatMeetsOnlyAPartOfTheConditionHasNoRoute() {
        let table = RouteTable(parsing: "a,proto=ws,ssl=yes,path_beg=/p h:1")
        #expect(port(table, path: "/p", isTLS: true, isWebSocket: true) == 1)
        #expect(port(table, path: "/p", isTLS: true, isWebSocket: false) == nil)
        #expect(port(table, path: "/p", isTLS: false, isWebSocket: true) == nil)
        #expect(port(table, path: "/q", isTLS: true, isWebSocket: true) == nil)
    }

    @Test(arguments: [
        ["a,proto=http h:1", "a,path_beg=/long h:2"],
        ["a,path_beg=/long h:2", "a,proto=http h:1"],
        ["a,path_beg=/long,ssl=no h:2", "a,proto=http h:1"],
    ])
    func protoGoesBeforeALongerPath(lines: [String]) {
        #expect(port(RouteTable(parsing: lines.joined(separator: "\n")), path: "/long") == 1)
    }

    @Test func longerPathGoesBeforeAnEarlierTLSCondition() {
        let table = RouteTable(parsing: "a,ssl=no h:1\na,path_beg=/p h:2")
        #expect(port(table, path: "/p") == 2)
    }

    @Test func tlsConditionGoesBeforeNoneWithEqualPaths() {
        let table = RouteTable(parsing: "a,path_beg=/p h:1\na,path_beg=/p,ssl=no h:2")
        #expect(port(table, path: "/p") == 2)
        #expect(port(table, path: "/p", isTLS: true) == 1)
    }

    /// Compatibility: the quirk of behaviour 1.3 that is marked copy.
    @Test func laterTLSRuleWithShorterPathReplacesTheLongerOne() {
        let table = RouteTable(parsing: "a,path_beg=/long h:1\na,ssl=no h:2")
        #expect(port(table, path: "/long") == 2)
    }

    @Test func ruleWithoutTLSDoesNotReplaceAnEarlierOneWithIt() {
        let table = RouteTable(parsing: "a,ssl=no,path_beg=/p h:1\na,path_beg=/p h:2")
        #expect(port(table, path: "/p") == 1)
    }

    @Test func sliceAndArrayOfAPathFindTheSameRoute() {
        let table = RouteTable(parsing: "* h:1\n*,path_beg=/p h:2")
        let line = Array("GET /p HTTP".utf8)
        let route = table.route(host: "a", path: line[4..<6], isTLS: false, isWebSocket: false)
        #expect(route?.targets.first?.description == "h:2")
    }
}
