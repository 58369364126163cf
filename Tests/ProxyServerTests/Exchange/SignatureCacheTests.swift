import GRIP
import ProxySessions
import Testing

@testable import ProxyServer

struct SignatureCacheTests {
    private static let now = 1_800_000_000
    private let lines = RecordingLogHandler.Lines()
    private let cache: SignatureCache

    init() {
        self.cache = SignatureCache(logger: RecordingLogHandler.logger(self.lines))
    }

    private static func key(_ text: String) throws -> GripKey {
        try GripKey(parsing: text) { _ in [] }
    }

    private static func signer(issuer: String = "pushpin", key: String = "changeme") throws -> Signer {
        Signer(issuer: issuer, key: try self.key(key))
    }

    private func token(routeID: String = "", signer: Signer, now: Int) -> String? {
        self.cache.signature(routeID: routeID, signer: signer, now: now)?.token
    }

    @Test func tokenIsValidForAnHour() throws {
        let token = try #require(self.token(signer: try Self.signer(), now: Self.now))
        let claims = try #require(GripToken.verify(token, key: try Self.key("changeme"), now: Self.now))
        #expect(claims == GripClaims(issuer: "pushpin", expires: Self.now + 3600))
    }

    @Test(arguments: [(0, true), (1, true), (59, true), (60, false), (3600, false), (-1, false)])
    func tokenIsUsedForAMinute(seconds: Int, isSame: Bool) throws {
        let signer = try Self.signer()
        let first = try #require(self.token(signer: signer, now: Self.now))
        let second = try #require(self.token(signer: signer, now: Self.now + seconds))
        #expect((first == second) == isSame)
        let expires = GripToken.verify(second, key: try Self.key("changeme"), now: Self.now)?.expires
        #expect(expires == Self.now + 3600 + (isSame ? 0 : seconds))
    }

    @Test func everyRouteHasItsOwnToken() throws {
        let general = self.token(signer: try Self.signer(), now: Self.now)
        let own = self.token(routeID: "r", signer: try Self.signer(issuer: "me", key: "mine"), now: Self.now)
        let token = try #require(own)
        #expect(general != own)
        #expect(GripToken.verify(token, key: try Self.key("mine"), now: Self.now)?.issuer == "me")
        #expect(GripToken.verify(token, key: try Self.key("changeme"), now: Self.now) == nil)
    }

    /// After a reload the same route may have another key.
    @Test func forgottenTokenIsMadeWithTheNewKey() throws {
        _ = self.token(routeID: "r", signer: try Self.signer(), now: Self.now)
        self.cache.removeAll()
        let token = self.token(routeID: "r", signer: try Self.signer(key: "new"), now: Self.now)
        #expect(GripToken.verify(try #require(token), key: try Self.key("new"), now: Self.now) != nil)
    }

    @Test func keyThatCannotSignIsReportedWithItsRoute() throws {
        let publicKey = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE70UBrrwr5V4u/99IeQWRJwKa3r96
            Vgjp1DH5w5hJQLF2LqgjDubIdXlHWrDTjofrIfTdkQmMQkupGD8scT7Pgg==
            -----END PUBLIC KEY-----
            """
        #expect(self.token(routeID: "r", signer: try Self.signer(key: publicKey), now: Self.now) == nil)
        let line = try #require(self.lines.all.first)
        #expect(line.hasPrefix("[error] failed to sign request error="))
        #expect(line.hasSuffix(" route.id=r"))
        #expect(self.lines.all.count == 1)
    }
}
