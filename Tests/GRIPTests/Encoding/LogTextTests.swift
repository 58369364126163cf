import Testing

@testable import GRIP

/// Names from outside end up in log lines and error pages.
@Suite struct LogTextTests {
    @Test(
        arguments: [
            ("", ""), ("plain", "plain"), ("ä日😀", "ä日😀"), ("a\r\nb", #"a\x0d\x0ab"#),
            ("\u{0}\u{1B}[0m", #"\x00\x1b[0m"#),
            ("\u{7F}", #"\x7f"#),
        ]
    )
    func controlCharactersAreShownAsEscapes(text: String, printable: String) {
        #expect(LogText.printable(text) == printable)
    }

    @Test func longTextIsCut() {
        let most = String(repeating: "x", count: LogText.maximumBytes)
        #expect(LogText.printable(most) == most)
        #expect(LogText.printable(most + "y") == most + "…")
        #expect(LogText.printable(most.dropLast() + "äöü").hasSuffix("x\u{FFFD}…"))
    }
}
