import Testing

@testable import WebSocket

struct WebSocketHandshakeKeyTests {
    @Test func theExampleOfTheRFCIsAnswered() {
        #expect(WebSocketHandshakeKey.accept(for: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    /// Clients' keys are not checked (reference: WebSocket 1.1).
    ///
    /// Computed with another implementation of SHA-1.
    @Test(arguments: [("", "Kfh9QIsMVZcl6xEPYxPHzW8SZ8w="), ("x", "JVxkmtKFjDcI/Pm/AGPEKSN6wT8=")])
    func anyKeyIsAnswered(key: String, accept: String) {
        #expect(WebSocketHandshakeKey.accept(for: key) == accept)
    }

    @Test func newKeysAreSixteenBytesAndDiffer() {
        let keys = (0..<100).map { _ in WebSocketHandshakeKey.random() }
        #expect(Set(keys).count == 100)
        #expect(keys.allSatisfy { $0.utf8.count == 24 && $0.hasSuffix("==") && $0.dropLast(2).last != "=" })
    }

    /// The test vectors of RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func bytesBecomeBase64(text: String, base64: String) {
        #expect(Base64Text.encode(text.utf8) == base64)
    }
}
