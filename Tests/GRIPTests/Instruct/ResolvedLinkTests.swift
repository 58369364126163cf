import GRIP
import Testing

@Suite struct ResolvedLinkTests {
    @Test(
        arguments: [
            ("http", "Example.COM", "example.com", "example.com", 80), ("https", "h", "h", "h", 443),
            ("HTTPS", "h:80", "h:80", "h", 80), ("ws", "h:8080", "h:8080", "h", 8080), ("wss", "h", "h", "h", 443),
            ("http", "[::1]:7999", "[::1]:7999", "::1", 7999),
            ("http", "[2001:DB8::1]", "[2001:db8::1]", "2001:db8::1", 80),
            ("http", "127.0.0.1:", "127.0.0.1", "127.0.0.1", 80), ("http", "h:00080", "h:00080", "h", 80),
            ("http", "a_b-c.d~e", "a_b-c.d~e", "a_b-c.d~e", 80),
        ]
    )
    func hostAndPortAreRead(scheme: String, authority: String, text: String, host: String, port: Int) throws {
        let link = try #require(ResolvedLink(scheme: scheme, authority: authority, target: "/x".utf8))
        #expect(link.authority == text)
        #expect(link.host == host)
        #expect(link.port == port)
        #expect(link.scheme == (["https", "HTTPS", "wss"].contains(scheme) ? .https : .http))
    }

    @Test(
        arguments: [
            ("ftp", "h"), ("", "h"), ("http ", "h"), ("http", ""), ("http", "h/x"), ("http", "u@h"), ("http", "h h"),
            ("http", "h\r\n"),
            ("http", "::1"), ("http", "[::1"), ("http", "[::1]]"), ("http", ":80"), ("http", "h:99999"),
            ("http", "h:999999999999999999999"), ("http", "é"), ("http", "[fe80::1%25eth0]"),
        ]
    )
    func whatIsNoPlaceOfTheWebIsRefused(scheme: String, authority: String) {
        #expect(ResolvedLink(scheme: scheme, authority: authority, target: "/".utf8) == nil)
    }

    @Test(
        arguments: [
            ("", "/"), ("*", "/"), ("/", "/"), ("?a", "/?a"), ("x?a", "/?a"), ("/a?b#c", "/a?b"), ("#c", "/"),
            ("/a b\r\n", "/a%20b%0D%0A"),
            ("/ä\u{7F}", "/%C3%A4%7F"), ("/%zz", "/%zz"), ("//a", "//a"), ("/../a", "/../a"),
        ]
    )
    func targetIsMadeFitForARequestLine(target: String, expected: String) throws {
        let link = try #require(ResolvedLink(scheme: "http", authority: "h", target: target.utf8))
        #expect(String(decoding: link.target, as: UTF8.self) == expected)
    }
}
