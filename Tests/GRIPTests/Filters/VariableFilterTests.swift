import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 6.3: `var-subst`.
@Suite struct VariableFilterTests {
    private let meta = [
        "name": "alice", "n": "5", "empty": "", "a)b": "paren", #"a\b"#: "slash", "é": "ü", "v": "%(n)s%%",
    ]

    private func filtered(_ content: String) -> FilterOutcome {
        GRIPTests.filtered(["var-subst"], content, for: subscriber(self.meta))
    }

    @Test(
        arguments: [
            ("", ""), ("plain", "plain"), ("hi %(name)s, 100%% of %(n)s\n", "hi alice, 100% of 5\n"), ("%%", "%"),
            ("%%%%", "%%"),
            ("%%(name)s", "%(name)s"), ("%(empty)s", ""), ("%(name)s%(n)s", "alice5"), (#"%(a\)b)s"#, "paren"),
            (#"%(a\\b)s"#, "slash"),
            (#"%(\n\a\m\e)s"#, "alice"), ("%(é)s", "ü"), ("%(v)s", "%(n)s%%"), (#"\%%\"#, #"\%\"#),
            ("(name)s", "(name)s"),
        ]
    )
    func variablesAreFilledIn(content: String, result: String) {
        #expect(self.filtered(content) == sent(result))
    }

    /// Positions count bytes from 0.
    @Test(
        arguments: [
            ("%(nope)s\n", "No such variable 'nope' at position 7"),
            ("%(Name)s", "No such variable 'Name' at position 7"),
            ("ä%( name)s", "No such variable ' name' at position 10"),
            ("%(name)s%(x)s", "No such variable 'x' at position 12"),
            (#"%(\))s"#, "No such variable ')' at position 5"),
            ("%(a\r\nb)s", #"No such variable 'a\x0d\x0ab' at position 7"#),
            ("%s", "Directive 's' requires argument at position 1"),
            ("%()s", "Directive 's' requires argument at position 3"),
            ("100%", "Expected directive after '%' at position 3"), ("%", "Expected directive after '%' at position 0"),
            ("%%%", "Expected directive after '%' at position 2"),
            ("x%(", "Expected character after '(' at position 2"),
            (#"%(a\"#, #"Expected character after '\' at position 3"#),
            ("%(name", "Unterminated field starting at position 1"),
            (#"%(name\)s"#, "Unterminated field starting at position 1"),
            ("x %(name)", "Expected directive after ')' at position 8"), ("%d", "Unknown directive 'd' at position 1"),
            ("100% sure", "Unknown directive ' ' at position 4"), ("%S", "Unknown directive 'S' at position 1"),
            ("%(name)d", "Unknown directive 'd' at position 7"), ("%(name)%", "Unknown directive '%' at position 7"),
            ("%I", "Unknown directive 'I' at position 1"), ("%ä", #"Unknown directive '\xc3' at position 1"#),
            ("%\n", #"Unknown directive '\x0a' at position 1"#),
        ]
    )
    func faultsAreErrors(content: String, text: String) {
        #expect(filterFailure(self.filtered(content)) == "filter error: var-subst: " + text)
    }

    @Test func bytesThatAreNoTextPass() {
        let content = ByteBuffer(bytes: [0xFF, 0x00] + Array("%(n)s".utf8) + [0xC3])
        let outcome = SubscriptionFilters(names: ["var-subst"])
            .apply(meta: [:], subscription: subscriber(self.meta), content: content)
        #expect(outcome == .send(ByteBuffer(bytes: [0xFF, 0x00, 0x35, 0xC3])))
    }

    /// The readable bytes of a larger buffer, as a body that was sliced out of a request.
    @Test func slicesAreCountedFromTheirStart() {
        var content = ByteBuffer(string: "%%%%%(x)s")
        content.moveReaderIndex(forwardBy: 4)
        let outcome = SubscriptionFilters(names: ["var-subst"]).apply(
            meta: [:],
            subscription: subscriber(),
            content: content
        )
        #expect(filterFailure(outcome) == "filter error: var-subst: No such variable 'x' at position 4")
    }

    @Test func itemsWithoutContentPass() {
        #expect(GRIPTests.filtered(["var-subst"], nil) == sent(nil))
    }

    /// Five bytes for every ten thousand: a short message must not fill the memory.
    @Test func growthIsLimited() {
        let alice = subscriber(["v": String(repeating: "x", count: 10_000)])
        let outcome = GRIPTests.filtered(["var-subst"], String(repeating: "%(v)s", count: 1_000), for: alice)
        #expect(filterFailure(outcome) == "filter error: var-subst: Result exceeded 1053576 bytes at position 529")
        let most = GRIPTests.filtered(["var-subst"], String(repeating: "%(v)s", count: 104), for: alice)
        #expect(most == sent(String(repeating: "x", count: 1_040_000)))
    }
}
