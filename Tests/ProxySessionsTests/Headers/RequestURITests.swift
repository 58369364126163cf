import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 3.3, "URI building"; RFC 9112, 3.2.
struct RequestURITests {
    @Test(arguments: [
        // Host field, authority, host for the routes
        ("a.example", "a.example", "a.example"),
        ("A.Example", "a.example", "a.example"),
        ("a.example:8080", "a.example:8080", "a.example"),
        ("a.example:", "a.example", "a.example"),
        ("A:80", "a:80", "a"),
        ("[::1]", "[::1]", "::1"),
        ("[FE80::1]:7999", "[fe80::1]:7999", "fe80::1"),
        ("127.0.0.1:65535", "127.0.0.1:65535", "127.0.0.1"),
        ("under_score.example", "under_score.example", "under_score.example"),
        ("", "localhost", "localhost"),
    ])
    func hostFieldIsLowerCasedAndSplit(_ field: String, _ authority: String, _ host: String) throws {
        let uri = try RequestURI(RequestHead(["Host: \(field)"]))
        #expect(uri.authority == authority)
        #expect(uri.host == host)
    }

    @Test(arguments: [
        "a b", "a/b", "user@host", "a?b", "a#b", "a\\b", "<a>", "a\"b", "a|b", "::1", "a:b", "a:65536", "a:999999",
        ":80",
        "a:80:90", "[::1", "[]", "[::1]x", "[::1]:x", "[g]", "caf\u{E9}.example",
    ])
    func hostFieldThatIsNoHostIsRefused(_ field: String) {
        #expect(throws: RequestURIError.invalidHost) { try RequestURI(RequestHead(["Host: \(field)"])) }
    }

    @Test func missingHostIsLocalhost() throws {
        #expect(try RequestURI(RequestHead()).authority == "localhost")
    }

    @Test func firstOfSeveralHostsCounts() throws {
        #expect(try RequestURI(RequestHead(["host: a.example", "Host: b.example"])).host == "a.example")
    }

    @Test(arguments: [
        "/", "/a%20b%2Fc/d", "/x?q=%26%3D&r=a+b", "/?", "/q?a=b?c=d", "//double//slash", "/a/../b/./c", "/x?q=%41%zz",
        "/x?json={\"a\":1}|^`", "/caf\u{E9}", "/a#b",
    ])
    func targetKeepsItsBytes(_ target: String) throws {
        #expect(try RequestURI(RequestHead("GET", target)).target == Array(target.utf8))
    }

    @Test(arguments: [("/a/b?c=d/e", "/a/b"), ("/a", "/a"), ("/?x", "/"), ("/a?b?c", "/a")])
    func pathEndsBeforeTheQuery(_ target: String, _ path: String) throws {
        #expect(try RequestURI(RequestHead("GET", target)).path == ArraySlice(path.utf8))
    }

    @Test(arguments: [
        // method, absolute-form target, authority, target for the origin
        ("GET", "http://A.example/abs?q", "a.example", "/abs?q"),
        ("GET", "HTTPS://a.example:8443/", "a.example:8443", "/"),
        ("GET", "ws://a.example/x", "a.example", "/x"),
        ("GET", "wss://a.example/x", "a.example", "/x"),
        ("GET", "http://a.example", "a.example", "/"),
        ("GET", "http://a.example?q=/", "a.example", "/?q=/"),
        ("GET", "http://[::1]:80/x", "[::1]:80", "/x"),
        ("OPTIONS", "http://a.example", "a.example", "*"),
        ("OPTIONS", "http://a.example/", "a.example", "/"),
    ])
    func absoluteFormReplacesTheHostField(
        _ method: String,
        _ target: String,
        _ authority: String,
        _ path: String
    ) throws {
        let uri = try RequestURI(RequestHead(method, target, ["Host: other.example"]))
        #expect(uri.authority == authority)
        #expect(uri.target == Array(path.utf8))
    }

    @Test func asteriskIsTheServerItself() throws {
        let uri = try RequestURI(RequestHead("OPTIONS", "*", ["Host: a.example"]))
        #expect(uri.target == Array("*".utf8))
        #expect(uri.host == "a.example")
    }

    @Test(arguments: [
        ("GET", "*"), ("GET", ""), ("GET", "a.example:80"), ("GET", "a/b"), ("GET", "?q"), ("GET", "http:/a.example/"),
        ("GET", "http://"), ("GET", "http:///path"), ("GET", "http://user@a.example/"), ("GET", "http://a.example#f"),
        ("GET", "ftp://a.example/"), ("GET", "://a.example/"), ("OPTIONS", "**"),
    ])
    func otherTargetsAreRefused(_ method: String, _ target: String) {
        #expect(throws: RequestURIError.invalidTarget) {
            try RequestURI(RequestHead(method, target, ["Host: a.example"]))
        }
    }

    @Test(arguments: ["a.example:443", "/path", "http://a.example/"])
    func connectIsRefusedWhateverItsTarget(_ target: String) {
        #expect(throws: RequestURIError.connectUnsupported) { try RequestURI(RequestHead("CONNECT", target)) }
    }
}
