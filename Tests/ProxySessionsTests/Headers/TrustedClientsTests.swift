import GRIP
import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 3.8, and 6 "verification".
struct TrustedClientsTests {
    private static let now = 1_700_000_000

    private static func token(secret: String = "upstream-secret", expires: Int = Self.now + 300) throws -> String {
        try GripToken.sign(issuer: "x", expires: expires, key: try GripKey(secret: secret.utf8))
    }

    private static func isTrusted(_ tokens: [String], key: String? = "upstream-secret") throws -> Bool {
        let clients = TrustedClients(key: try key.map { try GripKey(secret: $0.utf8) })
        return clients.isTrusted(HeaderFields(["Host: a.example"] + tokens.map { "grip-sig: \($0)" }), now: Self.now)
    }

    @Test func clientThatSignsWithTheKeyIsTrusted() throws {
        #expect(try Self.isTrusted([try Self.token()]))
    }

    @Test(arguments: [
        [], ["a.b.c"], [""], [try Self.token(secret: "other")], [try Self.token(expires: Self.now - 10)],
        // Only the first of several counts.
        ["a.b.c", try Self.token()],
    ])
    func anythingElseIsNotTrusted(_ tokens: [String]) throws {
        #expect(try !Self.isTrusted(tokens))
    }

    @Test func withoutKeyNobodyIsTrusted() throws {
        #expect(try !Self.isTrusted([try Self.token()], key: nil))
    }
}
