import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 6.2: `build-id` in published content.
@Suite struct IDFilterTests {
    private func filtered(
        _ content: String?,
        _ meta: [String: String] = ["id_format": "x-%(c)s"],
        channels: [String: String?] = ["c": "6"]
    ) -> FilterOutcome {
        GRIPTests.filtered(["build-id"], content, for: subscriber(meta, channels: channels))
    }

    @Test(
        arguments: [
            ("", ""), ("id: %I\n", "id: x-6\n"), ("%I%I", "x-6x-6"), ("now %(5)I 100%%\n", "now 5 100%\n"),
            ("%()I", "x-6"),
            (#"%(a\)b\\)I"#, #"a)b\"#),
            ("%%I", "%I"), ("%(%I)I", "%I"), ("no id", "no id"),
        ]
    )
    func idsAreFilledIn(content: String, result: String) {
        #expect(self.filtered(content) == sent(result))
    }

    /// Seed libraries, trap 6: ids of channels whose names need percent-encoding hold what is no directive.
    @Test(
        arguments: [
            ("id: a%20b:3, %I", "id: a%20b:3, x-6"), ("%", "%"), ("100%", "100%"), ("%I%", "x-6%"),
            ("%C3%A4 %I", "%C3%A4 x-6"),
            ("%s %(c)s %I", "%s %(c)s x-6"), ("%(%%)s %%", "%(%%)s %"), ("%(x", "%(x"), ("%( %I %%", "%( x-6 %"),
            ("%(", "%("), ("%(a)", "%(a)"),
            (#"%(a\"#, #"%(a\"#), ("%(a) %I", "%(a) x-6"), ("%ä%I", "%äx-6"), ("%(a%(b %(c %I", "%(a%(b %(c x-6"),
        ]
    )
    func whatIsNoDirectiveStaysAsItIs(content: String, result: String) {
        #expect(self.filtered(content) == sent(result))
    }

    @Test(
        arguments: [
            ("hex", "%I", "782d36"), ("hex", "%(kä)I", "6bc3a4"), ("hex", "%%", "%"),
        ]
    )
    func idsAreEncoded(encoding: String, content: String, result: String) {
        #expect(self.filtered(content, ["id_format": "x-%(c)s", "id_encoding": encoding]) == sent(result))
    }

    @Test func idsAreMadeOfAllChannels() {
        let meta = ["id_format": "a%%20b:%(events-a%20b)s,other:%(events-other)s"]
        let channels: [String: String?] = ["events-a%20b": "3", "events-other": ""]
        #expect(self.filtered("id: %I", meta, channels: channels) == sent("id: a%20b:3,other:"))
    }

    /// The format is checked whether or not the content has an id in it.
    @Test(
        arguments: [
            ([:], "no sub meta 'id_format'"),
            (["id_format": "%(d)s"], "failed to render ID: No such variable 'd' at position 4"),
            (["id_format": "%(untracked)s"], "failed to render ID: No such variable 'untracked' at position 12"),
            (["id_format": "x%s"], "failed to render ID: Directive 's' requires argument at position 2"),
            (["id_format": "%I"], "failed to render ID: Unknown directive 'I' at position 1"),
            (["id_format": "a%20b"], "failed to render ID: Unknown directive '2' at position 2"),
            (["id_format": "%(c)s%"], "failed to render ID: Expected directive after '%' at position 5"),
            (["id_format": "%(c"], "failed to render ID: Unterminated field starting at position 1"),
            (["id_format": "x", "id_encoding": "base64"], "unsupported encoding: base64"),
            (["id_format": "x", "id_encoding": ""], "unsupported encoding: "),
            (["id_format": "%(d)s", "id_encoding": "odd"], "failed to render ID: No such variable 'd' at position 4"),
        ] as [([String: String], String)]
    )
    func faultsOfTheFormatAreErrors(meta: [String: String], text: String) {
        for content in ["", "plain", "%I"] {
            let outcome = self.filtered(content, meta, channels: ["c": "6", "untracked": nil])
            #expect(filterFailure(outcome) == "filter error: build-id: " + text)
        }
        #expect(self.filtered(nil, meta) == sent(nil))
    }

    @Test func growthIsLimited() {
        let channels: [String: String?] = ["c": String(repeating: "x", count: 10_000)]
        let outcome = self.filtered(String(repeating: "%I", count: 1_000), channels: channels)
        #expect(filterFailure(outcome) == "filter error: build-id: Result exceeded 1050576 bytes at position 211")
        let format = ["id_format": String(repeating: "%(c)s", count: 1_000)]
        #expect(
            filterFailure(self.filtered("%I", format, channels: channels))
                == "filter error: build-id: failed to render ID: Result exceeded 1053576 bytes at position 529"
        )
    }

    /// One pass: parentheses that are not closed must not cost the square of the length.
    @Test func openParenthesesAreReadOnce() {
        let content = String(repeating: "%(", count: 100_000)
        #expect(self.filtered(content) == sent(content))
    }
}
