import Testing

@testable import GRIP

/// Reference "behaviour" 6, the table of key formats.
@Suite struct GripKeyTests {
    private struct NoSuchFile: Error {}

    private func key(_ text: String, files: [String: [UInt8]] = [:]) throws(GripKeyError) -> GripKey {
        try GripKey(parsing: text) { path in
            guard let content = files[path] else { throw NoSuchFile() }
            return content
        }
    }

    /// Whether two keys sign alike; only shared secrets do.
    private func signsLike(_ key: GripKey, secret: [UInt8]) throws -> Bool {
        try key.signature(of: [1, 2, 3]) == GripKey(secret: secret).signature(of: [1, 2, 3])
    }

    @Test(
        arguments: [
            ("changeme", Array("changeme".utf8)), ("ä", Array("ä".utf8)), (" x ", Array(" x ".utf8)),
            ("base64", Array("base64".utf8)), ("filename", Array("filename".utf8)),
            ("base64:AQID", [1, 2, 3]), ("base64:AQI", [1, 2]), ("base64:-_-_", [0xFB, 0xFF, 0xBF]),
            ("base64: AQ\nID==", [1, 2, 3]),
            ("file:secret.txt", [0x01, 0xAB]), ("file:/abs", [0x01, 0xAB]),
        ] as [(String, [UInt8])]
    )
    func sharedSecretIsRead(text: String, secret: [UInt8]) throws {
        let files = ["secret.txt": Array(" 01ab\n".utf8), "/abs": Array("01AB".utf8)]
        let key = try self.key(text, files: files)
        #expect(key.algorithm == .hs256)
        #expect(key.canSign)
        #expect(key.secretByteCount == secret.count)
        #expect(try self.signsLike(key, secret: secret))
    }

    @Test(
        arguments: [
            (TestKeys.rsaPrivate, .rs256, true), (TestKeys.rsaPrivatePKCS1, .rs256, true),
            (TestKeys.rsaPublic, .rs256, false), (TestKeys.rsaPublicPKCS1, .rs256, false),
            (TestKeys.ecPrivate, .es256, true), (TestKeys.ecPrivateSEC1, .es256, true),
            (TestKeys.ecPublic, .es256, false),
        ] as [(String, GripKey.Algorithm, Bool)]
    )
    func pemIsRead(pem: String, algorithm: GripKey.Algorithm, canSign: Bool) throws {
        let crlf = pem.split(separator: "\n").joined(separator: "\r\n") + "\r\n"
        let keys = [
            try self.key(pem), try self.key("file:k.pem", files: ["k.pem": Array("\(pem)\n".utf8)]),
            try self.key("file:k.pem", files: ["k.pem": Array("\n\(crlf)".utf8)]),
        ]
        #expect(keys.map(\.algorithm) == [algorithm, algorithm, algorithm])
        #expect(keys.map(\.canSign) == [canSign, canSign, canSign])
        #expect(keys.map(\.secretByteCount) == [nil, nil, nil])
    }

    @Test func theFirstUsableKeyOfAFileCounts() throws {
        let text = "\(UnusableKeys.ed25519)\n\(TestKeys.ecPublic)\n\(TestKeys.rsaPublic)"
        #expect(try self.key(text).algorithm == .es256)
    }

    /// Key confusion: whoever has the public key could sign with HS256 if its text were taken for a secret.
    @Test func pemIsNeverASharedSecret() throws {
        var encoded = Array("base64:".utf8)
        Base64URL.encode(TestKeys.rsaPublic.utf8, to: &encoded)
        #expect(try self.key(String(decoding: encoded, as: UTF8.self)).algorithm == .rs256)
        #expect(throws: GripKeyError.unsupportedPEM) { try self.key("-----BEGIN PUBLIC KEY-----") }
    }

    @Test(arguments: UnusableKeys.all + ["-----BEGIN", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
    func otherPEMIsRefused(pem: String) {
        #expect(throws: GripKeyError.unsupportedPEM) { try self.key(pem) }
        #expect(throws: GripKeyError.unsupportedPEM) { try self.key("file:k", files: ["k": Array(pem.utf8)]) }
    }

    @Test(
        arguments: [
            ("", .empty), ("base64:", .empty), ("base64:=", .empty), ("file:empty", .empty), ("file:space", .empty),
            ("file:text", .malformedFile(path: "text")),
            ("file:odd", .malformedFile(path: "odd")), ("file:bytes", .malformedFile(path: "bytes")),
            ("file:none", .unreadableFile(path: "none", reason: "NoSuchFile()")),
            ("file:", .unreadableFile(path: "", reason: "NoSuchFile()")),
        ] as [(String, GripKeyError)]
    )
    func unusableTextIsRefused(text: String, error: GripKeyError) {
        let files: [String: [UInt8]] = [
            "empty": [], "space": Array(" \n".utf8), "text": Array("secret".utf8), "odd": Array("abc".utf8),
            "bytes": [0xFF, 0],
        ]
        #expect(throws: error) { try self.key(text, files: files) }
    }

    /// Secrets must not reach a log.
    @Test(arguments: ["a-secret-of-mine", "base64:YS1zZWNyZXQtb2YtbWluZQ==", TestKeys.ecPrivate])
    func printingAKeyDoesNotShowIt(text: String) throws {
        let key = try self.key(text)
        var dumped = ""
        dump(key, to: &dumped)
        let printed = ["\(key)", String(reflecting: key), dumped, "\([key])", "\(Optional(key) as Any)"]
        #expect(printed.allSatisfy { !$0.contains("secret") && !$0.contains("97") && !$0.contains("BEGIN") })
        #expect(printed[0] == "\(key.algorithm.rawValue) key ***")
        #expect(try "\(self.key(TestKeys.rsaPublic))" == "RS256 public key ***")
    }
}
