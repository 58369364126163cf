import GRIP
import Testing

/// Reference "WebSocket" 2.1.
@Suite struct GripExtensionTests {
    @Test(
        arguments: [
            (["grip"], "m:", "grip"), (["GRIP"], "m:", "GRIP"), (["  grip ;"], "m:", "grip ;"),
            (["grip; message-prefix=x-"], "x-", "grip; message-prefix=x-"),
            (["grip;message-prefix=\"x-\""], "x-", "grip;message-prefix=\"x-\""),
            (["grip; Message-Prefix=\"\""], "", "grip; Message-Prefix=\"\""),
            (["grip; message-prefix="], "", "grip; message-prefix="),
            (["grip; message-prefix"], "", "grip; message-prefix"),
            (["grip; message-prefix=\"a, b; \\\"c\\\"\""], "a, b; \"c\"", "grip; message-prefix=\"a, b; \\\"c\\\"\""),
            (["grip; other=1; message-prefix=y"], "y", "grip; other=1; message-prefix=y"),
            (["permessage-deflate; x=1, grip; message-prefix=z, foo"], "z", "grip; message-prefix=z"),
            (["permessage-deflate", "", "grip"], "m:", "grip"),
            (["grip; message-prefix=a, grip; message-prefix=b", "grip"], "a", "grip; message-prefix=a"),
        ]
    )
    func extensionIsFound(values: [String], prefix: String, text: String) {
        let found = GripExtension(values)
        #expect(found?.messagePrefix == Array(prefix.utf8))
        #expect(found?.text == text)
    }

    @Test(
        arguments: [
            [], [""], [","], ["gripe"], ["permessage-deflate; grip"], ["x=grip"], ["\"grip\""],
            ["grip; message-prefix=\"open"], ["grip message-prefix=x"],
        ]
    )
    func extensionIsAbsent(values: [String]) {
        #expect(GripExtension(values) == nil)
    }

    @Test func defaultsAreThoseOfTheBareName() {
        #expect(GripExtension() == GripExtension(["grip"]))
    }
}
