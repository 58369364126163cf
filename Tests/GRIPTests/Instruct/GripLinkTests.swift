import GRIP
import Testing

/// Reference "GRIP" 1.2, `Grip-Link`.
@Suite struct GripLinkTests {
    @Test(
        arguments: [
            ("</x>; rel=next", GripLink(target: "/x", timeout: .seconds(120))),
            ("</x>;rel=next;timeout=60", GripLink(target: "/x", timeout: .seconds(60))),
            ("</x>; rel=next; timeout=0", GripLink(target: "/x", timeout: .zero)),
            (#"</x>; rel="next""#, GripLink(target: "/x")), ("</x>; REL=next", GripLink(target: "/x")),
            ("<sub/p2?a=b>; rel=next", GripLink(target: "sub/p2?a=b")),
            ("<../p3>; rel=next", GripLink(target: "../p3")), ("<?x=1>; rel=next", GripLink(target: "?x=1")),
            ("<http://host:80/x>; rel=next", GripLink(target: "http://host:80/x")),
            ("<HTTPS://h>; rel=next", GripLink(target: "HTTPS://h")),
            ("<//host/x>; rel=next", GripLink(target: "//host/x")),
            ("</a;b=c>; rel=next", nil), ("</a:b>; rel=next", GripLink(target: "/a:b")),
            (
                "</events/?link=next&recover=true&es-meta=a.b-c_d>; rel=next",
                GripLink(target: "/events/?link=next&recover=true&es-meta=a.b-c_d")
            ),
            ("</x?a=1%2C2>; rel=next", GripLink(target: "/x?a=1%2C2")), ("</ä>; rel=next", GripLink(target: "/ä")),
        ] as [(String, GripLink?)]
    )
    func nextLinkIsRead(value: String, link: GripLink?) throws {
        guard let link else {
            // A semicolon ends the first item even inside the brackets.
            #expect(instructFailure(("Grip-Link", value)) == .malformedLink)
            return
        }
        #expect(try instruct(("Grip-Link", value)).nextLink == link)
        #expect(try instruct(("Grip-Link", value)).goneLink == nil)
    }

    @Test(arguments: [
        "</x>", "</x>;", "</x>; rel=prev", "</x>; rel=Next", "</x>; timeout=odd", "no-brackets; rel=prev", "",
        #"</x>; rel="next"#,
    ])
    func otherElementsAreIgnored(value: String) throws {
        #expect(try instruct(("Grip-Link", value)) == GripInstruct())
    }

    @Test func theLastLinkOfARelationCounts() throws {
        let instruction = try instruct(
            ("Grip-Link", "</1>; rel=next; timeout=1, </2>; rel=gone"),
            ("Grip-Link", "</3>; rel=gone, </4>; rel=next")
        )
        #expect(instruction.nextLink == GripLink(target: "/4"))
        #expect(instruction.goneLink == GripLink(target: "/3"))
    }

    @Test func goneLinksHaveNoTimeout() throws {
        #expect(try instruct(("Grip-Link", "</x>; rel=gone; timeout=odd")).goneLink == GripLink(target: "/x"))
    }

    /// Request splitting: a link becomes a request line.
    @Test(
        arguments: [
            "/a<b", "/a\tb", "/a\r\nX: y", "/a\u{0}", "/a\u{7F}", "/<a", "javascript:x", "file:///etc/passwd",
            "http:/x", "http:x", "http://", "https:///x",
            "http://:80/", "http://?x", "unix:/x", ":x",
        ]
    )
    func linksThatAreNoneOfTheWebAreRefused(target: String) {
        #expect(instructFailure(("Grip-Link", "<\(target)>; rel=next")) == .invalidLink)
        #expect(instructFailure(("Grip-Link", "<\(target)>; rel=gone")) == .invalidLink)
    }
}
