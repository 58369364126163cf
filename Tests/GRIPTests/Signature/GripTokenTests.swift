import NIOCore
import Testing

@testable import GRIP

/// Reference "behaviour" 6, checked against tokens of other hands.
@Suite struct GripTokenTests {
    private static let expiry = 2_000_000_000

    private static func key(_ text: String) throws -> GripKey {
        try GripKey(parsing: text) { _ in [] }
    }

    /// Signs any header and claims with a key's own algorithm.
    private static func forge(header: String, claims: String, by key: GripKey) throws -> String {
        var token: [UInt8] = []
        Base64URL.encode(header.utf8, to: &token)
        token.append(UInt8(ascii: "."))
        Base64URL.encode(claims.utf8, to: &token)
        let signature = try #require(try key.signature(of: token))
        token.append(UInt8(ascii: "."))
        Base64URL.encode(signature, to: &token)
        return String(decoding: token, as: UTF8.self)
    }

    @Test(
        arguments: [
            (TestTokens.hs256, "changeme"), (TestTokens.hs256WithoutType, "changeme"),
            (TestTokens.hs256, "base64:Y2hhbmdlbWU="), (TestTokens.rs256, TestKeys.rsaPublic),
            (TestTokens.rs256, TestKeys.rsaPublicPKCS1), (TestTokens.rs256, TestKeys.rsaPrivate),
            (TestTokens.es256, TestKeys.ecPublic), (TestTokens.es256, TestKeys.ecPrivateSEC1),
        ]
    )
    func tokenOfAnotherHandIsVerified(token: String, keyText: String) throws {
        let key = try Self.key(keyText)
        #expect(GripToken.verify(token, key: key, now: 1) == GripClaims(issuer: "somebody", expires: Self.expiry))
        #expect(GripToken.verify(token, key: key, now: Self.expiry - 1) != nil)
        #expect(GripToken.verify(token, key: key, now: Self.expiry) == nil)
    }

    /// HS256 and RS256 always give the same signature, so the whole token can be compared.
    @Test(arguments: [
        (TestTokens.hs256AsSigned, "changeme"), (TestTokens.rs256AsSigned, TestKeys.rsaPrivate),
        (TestTokens.rs256AsSigned, TestKeys.rsaPrivatePKCS1),
    ])
    func tokenIsSignedByteForByte(token: String, keyText: String) throws {
        #expect(try GripToken.sign(issuer: "pushpin", expires: Self.expiry, key: Self.key(keyText)) == token)
    }

    @Test(arguments: [
        ("changeme", "changeme"), (TestKeys.ecPrivate, TestKeys.ecPublic), (TestKeys.ecPrivateSEC1, TestKeys.ecPublic),
        (TestKeys.rsaPrivate, TestKeys.rsaPublic),
    ])
    func signedTokenIsVerifiedByTheOtherHalf(signingKey: String, verifyingKey: String) throws {
        let issuer = "realm-7 \"ä\"\n"
        let token = try GripToken.sign(issuer: issuer, expires: 1000, key: Self.key(signingKey))
        #expect(
            GripToken.verify(token, key: try Self.key(verifyingKey), now: 999)
                == GripClaims(issuer: issuer, expires: 1000)
        )
    }

    @Test func headerAndClaimsAreExactlyThose() throws {
        let token = try GripToken.sign(issuer: "i", expires: 7, key: Self.key("k"))
        let parts = token.utf8.split(separator: UInt8(ascii: ".")).map { Base64URL.decode(Array($0)[...]) ?? [] }
        #expect(
            parts.prefix(2).map { String(decoding: $0, as: UTF8.self) } == [
                #"{"typ":"JWT","alg":"HS256"}"#, #"{"exp":7,"iss":"i"}"#,
            ]
        )
    }

    @Test(arguments: [TestKeys.rsaPublic, TestKeys.ecPublic])
    func publicKeysDoNotSign(pem: String) throws {
        let key = try Self.key(pem)
        #expect(throws: GripTokenError.publicKey) { try GripToken.sign(issuer: "i", expires: 7, key: key) }
    }

    @Test(arguments: ["other", "changemE", TestKeys.rsaPublic, TestKeys.ecPublic])
    func tokenOfAnotherKeyIsRefused(keyText: String) throws {
        #expect(GripToken.verify(TestTokens.hs256, key: try Self.key(keyText), now: 1) == nil)
    }

    /// Algorithm confusion: what the token says about its algorithm must not choose the check.
    @Test(arguments: [
        #"{"alg":"none"}"#, #"{"alg":"HS512"}"#, #"{"alg":"hs256"}"#, #"{"alg":"RS256"}"#, #"{"alg":5}"#, "{}", "[]",
        #""HS256""#, "", "{",
    ])
    func headerMustNameTheAlgorithmOfTheKey(header: String) throws {
        let key = try Self.key("changeme")
        let token = try Self.forge(header: header, claims: #"{"exp":2000000000}"#, by: key)
        #expect(GripToken.verify(token, key: key, now: 1) == nil)
    }

    @Test func aSecretMadeOfAPublicKeyDoesNotPassForItsSignature() throws {
        let attacker = try GripKey(secret: TestKeys.rsaPublic.utf8)
        for algorithm in GripKey.Algorithm.allCases {
            let header = #"{"alg":"\#(algorithm.rawValue)"}"#
            let token = try Self.forge(header: header, claims: #"{"exp":2000000000}"#, by: attacker)
            #expect(GripToken.verify(token, key: try Self.key(TestKeys.rsaPublic), now: 1) == nil)
        }
    }

    @Test(arguments: [#"{"alg":"HS256","crit":["x"],"x":1}"#, #"{"alg":"HS256","crit":[]}"#])
    func criticalExtensionsAreRefused(header: String) throws {
        let key = try Self.key("changeme")
        let token = try Self.forge(header: header, claims: #"{"exp":2000000000}"#, by: key)
        #expect(GripToken.verify(token, key: key, now: 1) == nil)
    }

    @Test(
        arguments: [
            (#"{"exp":101}"#, GripClaims(issuer: nil, expires: 101)),
            (#"{"exp":101.9,"iss":"a"}"#, GripClaims(issuer: "a", expires: 101)),
            (#"{"exp":1.01e2}"#, GripClaims(issuer: nil, expires: 101)),
            (#"{"exp":1e300}"#, GripClaims(issuer: nil, expires: .max)),
            (#"{"exp":101,"iss":5}"#, GripClaims(issuer: nil, expires: 101)),
            (#"{"exp":101,"nbf":"x","aud":[]}"#, GripClaims(issuer: nil, expires: 101)),
            (#"{"exp":100}"#, nil), (#"{"exp":100.5}"#, nil), (#"{"exp":0}"#, nil), (#"{"exp":-1}"#, nil),
            (#"{"exp":-1e300}"#, nil), (#"{"exp":"101"}"#, nil), (#"{"exp":null}"#, nil), (#"{"exp":true}"#, nil),
            (#"{"iss":"a"}"#, nil), ("[]", nil), ("101", nil), ("{", nil), ("", nil),
        ] as [(String, GripClaims?)]
    )
    func expiryMustBeANumberInTheFuture(claims: String, result: GripClaims?) throws {
        let key = try Self.key("changeme")
        let token = try Self.forge(header: #"{"alg":"HS256"}"#, claims: claims, by: key)
        #expect(GripToken.verify(token, key: key, now: 100) == result)
    }

    @Test func leewayIsGrantedAfterTheExpiry() throws {
        let key = try Self.key("changeme")
        let token = try GripToken.sign(issuer: "i", expires: 100, key: key)
        #expect(GripToken.verify(token, key: key, now: 129, leeway: 30) != nil)
        #expect(GripToken.verify(token, key: key, now: 130, leeway: 30) == nil)
        #expect(GripToken.verify(token, key: key, now: .min, leeway: .max) != nil)
        #expect(GripToken.verify(token, key: key, now: .max, leeway: .min) == nil)
        // Leeway does not bring back a token that never was in time.
        let never = try GripToken.sign(issuer: "i", expires: 0, key: key)
        #expect(GripToken.verify(never, key: key, now: 0, leeway: 30) == nil)
    }

    @Test(arguments: ["", ".", "..", "...", "a.b.c", "a.b", "a.b.c.d", "ä.ö.ü", " "])
    func textThatIsNoTokenIsRefused(text: String) throws {
        #expect(GripToken.verify(text, key: try Self.key("changeme"), now: 1) == nil)
    }

    @Test(arguments: [
        (TestTokens.hs256, "changeme"), (TestTokens.es256, TestKeys.ecPublic), (TestTokens.rs256, TestKeys.rsaPublic),
    ])
    func everyChangedByteIsNoticed(token: String, keyText: String) throws {
        let key = try Self.key(keyText)
        let bytes = Array(token.utf8)
        for index in bytes.indices {
            var changed = bytes
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(
                GripToken.verify(String(decoding: changed, as: UTF8.self), key: key, now: 1) == nil,
                "byte \(index)"
            )
            #expect(
                GripToken.verify(String(decoding: bytes[..<index], as: UTF8.self), key: key, now: 1) == nil,
                "cut at \(index)"
            )
        }
        for addition in ["=", "A", "AA", ".", "\n", " "] {
            #expect(GripToken.verify(token + addition, key: key, now: 1) == nil)
        }
    }
}
