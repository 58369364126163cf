import GRIP
import Testing

/// RFC 3986 section 5.2, and what the proxy adds to be able to send the result.
@Suite struct LinkResolverTests {
    private func resolved(_ reference: String, from target: String = "/b/c/d;p?q") throws -> String? {
        let current = try #require(ResolvedLink(scheme: "http", authority: "a", target: target.utf8))
        return LinkResolver(current: current).resolve(reference)?.description
    }

    /// The examples of RFC 3986 section 5.4.1, without the fragments, which never leave a client.
    @Test(
        arguments: [
            ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
            ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            ("g#s", "http://a/b/c/g"), ("g?y#s", "http://a/b/c/g?y"), (";x", "http://a/b/c/;x"),
            ("g;x", "http://a/b/c/g;x"),
            ("g;x?y#s", "http://a/b/c/g;x?y"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
            ("../../", "http://a/"), ("../../g", "http://a/g"),
        ]
    )
    func normalExamplesOfTheRFCAreResolved(reference: String, link: String) throws {
        #expect(try self.resolved(reference) == link)
    }

    /// The examples of RFC 3986 section 5.4.2; what names no host is no link of the web.
    @Test(
        arguments: [
            ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"), ("/./g", "http://a/g"),
            ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."),
            (".g", "http://a/b/c/.g"), ("g..", "http://a/b/c/g.."), ("..g", "http://a/b/c/..g"),
            ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"), ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"), ("g?y/../x", "http://a/b/c/g?y/../x"), ("g#s/../x", "http://a/b/c/g"),
            ("g:h", nil), ("http:g", nil), ("http:/g", nil), ("mailto:g", nil),
        ] as [(String, String?)]
    )
    func abnormalExamplesOfTheRFCAreResolved(reference: String, link: String?) throws {
        #expect(try self.resolved(reference) == link)
    }

    @Test(
        arguments: [
            ("http://h/x", "http://h/x"), ("HTTPS://H:8443/X", "https://h:8443/X"), ("https://h", "https://h/"),
            ("http://h?a", "http://h/?a"), ("http://h/a/../b/./c?../d", "http://h/b/c?../d"),
            ("http://h:/x", "http://h/x"), ("http://[::1]:80/x", "http://[::1]:80/x"),
            ("//[FE80::A]/x", "http://[fe80::a]/x"),
            ("//h:1#f", "http://h:1/"), ("http://h//x/..//y", "http://h///y"),
        ]
    )
    func linksToOtherHostsAreTaken(reference: String, link: String) throws {
        #expect(try self.resolved(reference) == link)
    }

    @Test(
        arguments: [
            ("x", "/", "http://a/x"), ("x", "*", "http://a/x"), ("?y", "*", "http://a/?y"), ("x", "", "http://a/x"),
            ("", "", "http://a/"), ("x", "?q", "http://a/x"),
            ("?", "/p?q", "http://a/p?"), ("y", "/p?q/r/s", "http://a/y"), ("y", "//p/q", "http://a//p/y"),
            ("..", "/p//q", "http://a/p/"), ("y", "/p/./../q", "http://a/y"),
        ]
    )
    func theCurrentTargetMayBeOfAnyForm(reference: String, target: String, link: String) throws {
        #expect(try self.resolved(reference, from: target) == link)
    }

    /// RFC 3986 section 6.2.2.2 would allow more, but origins tell some of these apart.
    @Test(
        arguments: [
            ("%2e%2e/x", "http://a/b/c/%2e%2e/x"), ("x%2Fy", "http://a/b/c/x%2Fy"), ("%7Ex", "http://a/b/c/%7Ex"),
            ("a\\b", "http://a/b/c/a\\b"),
            ("%", "http://a/b/c/%"), ("x?a=1%2C2&b=[\"|]{}", "http://a/b/c/x?a=1%2C2&b=[\"|]{}"),
            ("x//y", "http://a/b/c/x//y"), ("x?a=b?c", "http://a/b/c/x?a=b?c"),
        ]
    )
    func bytesAreKept(reference: String, link: String) throws {
        #expect(try self.resolved(reference) == link)
    }

    @Test func bytesOutsideASCIIAreEncoded() throws {
        #expect(try self.resolved("ä?日") == "http://a/b/c/%C3%A4?%E6%97%A5")
        #expect(try self.resolved("x", from: "/ä/y") == "http://a/%C3%A4/x")
    }

    /// Request splitting and host confusion: each of these would end up in a request line or a `Host` header.
    @Test(
        arguments: [
            "/a\r\nX: y", "/a\tb", "\u{0}", "/\u{7F}", "<x>", "http://", "//", "///x", "http:///x", "//?x",
            "//:80/x", "//h:x/", "//h:65536/", "//h:-1/", "//h:+1/", "//h:8080:80/", "//user@h/", "//user:pw@h/",
            "//h\\@i/", "//[::1/", "//[]/", "//[::g]/", "//[::1]x/", "//::1/", "//ä/", "ftp://h/", "ws://h/",
            "javascript:x",
            "//h\"/", "//h;x@i/",
        ]
    )
    func linksThatCannotBeFollowedAreRefused(reference: String) throws {
        #expect(try self.resolved(reference) == nil)
    }

    /// django-eventstream writes the path of the request into its link without the escape.
    @Test func spaceIsEncoded() throws {
        #expect(try self.resolved("/rooms/odd room/?link=a b", from: "/x") == "http://a/rooms/odd%20room/?link=a%20b")
    }

    /// A link is resolved against the last one that was followed.
    @Test func linksAreResolvedOneFromTheOther() throws {
        var current = try #require(ResolvedLink(scheme: "http", authority: "a:81", target: "/dir/p1".utf8))
        var places: [String] = []
        for reference in ["sub/p2?a=b", "../p3", "https://b/", "?c", "//d"] {
            current = try #require(LinkResolver(current: current).resolve(reference))
            places.append(current.description)
        }
        #expect(
            places == ["http://a:81/dir/sub/p2?a=b", "http://a:81/dir/p3", "https://b/", "https://b/?c", "https://d/"]
        )
    }

    /// One pass: a link of many segments must not cost the square of its length.
    @Test func longLinksAreResolved() throws {
        let reference = String(repeating: "a/../", count: 100_000) + String(repeating: "b/", count: 100_000)
        let link = try #require(try self.resolved(reference, from: "/"))
        #expect(link.utf8.count == "http://a/".utf8.count + 200_000)
    }
}
