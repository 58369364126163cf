import GRIP
import HTTP1
import ProxyControl
import Testing

struct ControlAuthenticationTests {
    static let now = 1_700_000_000

    struct NoFile: Error {}

    static func make(
        _ keyText: String = "changeme",
        issuer: String? = nil,
        file: String? = nil
    ) throws -> ControlAuthentication {
        try ControlAuthentication(keyText: keyText, issuer: issuer) { _ in
            guard let file else { throw NoFile() }
            return Array(file.utf8)
        }
    }

    static func token(_ secret: String = "changeme", issuer: String = "pushpin", expiresIn: Int = 600) throws -> String
    {
        try GripToken.sign(issuer: issuer, expires: now + expiresIn, key: GripKey(secret: secret.utf8))
    }

    static func failure(
        _ value: String?,
        _ authentication: ControlAuthentication
    ) -> ControlAuthentication.Failure? {
        let fields: HeaderFields = value.map { ["Authorization": $0] } ?? [:]
        return authentication.failure(for: fields) { Self.now }
    }

    @Test(arguments: [600, 3600, 1, 0, -59])
    func tokenOfTheKeyIsAccepted(expiresIn: Int) throws {
        let value = "Bearer " + (try Self.token(expiresIn: expiresIn))
        #expect(Self.failure(value, try Self.make()) == nil)
        #expect(Self.failure(value, try Self.make(issuer: "pushpin")) == nil)
        #expect(Self.failure(value, try Self.make(issuer: "")) == nil)
    }

    @Test func tokenThatIsOldOrForeignIsRefused() throws {
        let authentication = try Self.make(issuer: "pushpin")
        let tokens = [
            try Self.token(expiresIn: -60), try Self.token(expiresIn: -3600), try Self.token("other"),
            try Self.token(issuer: "someone"), try Self.token() + "x", String(try Self.token().dropLast(4)),
        ]
        for token in tokens {
            #expect(Self.failure("Bearer " + token, authentication) == .wrong)
        }
    }

    @Test func algorithmOfTheTokenDoesNotMatter() throws {
        // {"alg":"none"} . {"exp":2000000000,"iss":"pushpin"} .
        let token = "eyJhbGciOiJub25lIn0.eyJleHAiOjIwMDAwMDAwMDAsImlzcyI6InB1c2hwaW4ifQ."
        #expect(Self.failure("Bearer " + token, try Self.make()) == .wrong)
    }

    @Test(arguments: ["changeme", "base64:Y2hhbmdlbWU=", "ключ"])
    func keyItselfIsAcceptedAsItWasConfigured(keyText: String) throws {
        #expect(Self.failure("Bearer " + keyText, try Self.make(keyText)) == nil)
        #expect(Self.failure("bearer  " + keyText, try Self.make(keyText)) == nil)
    }

    @Test(arguments: [
        "Bearer", "Bearer ", "Bearer change", "Bearer changemes", "Bearer Changeme", "changeme", "", "Basic changeme",
        "Digest changeme", "Basic ", "Basic !!!", "Basic Y2hhbmdlbWU=", "Bearer changeme changeme", "Bearer ..",
    ])
    func everythingElseIsRefused(value: String) throws {
        #expect(Self.failure(value, try Self.make()) == .wrong)
    }

    @Test func requestWithoutTheFieldIsRefused() throws {
        #expect(Self.failure(nil, try Self.make()) == .missing)
    }

    @Test func twoFieldsAreRefused() throws {
        let fields: HeaderFields = ["Authorization": "Bearer changeme", "authorization": "Bearer other"]
        #expect(try Self.make().failure(for: fields) { Self.now } == .wrong)
    }

    @Test(arguments: [
        // user:changeme, pushpin:changeme, :changeme
        ("Basic dXNlcjpjaGFuZ2VtZQ==", nil, true), ("BASIC cHVzaHBpbjpjaGFuZ2VtZQ==", "pushpin", true),
        ("Basic OmNoYW5nZW1l", nil, true), ("Basic dXNlcjpjaGFuZ2VtZQ==", "pushpin", false),
        // pushpin:other, pushpin:changeme:x, changeme
        ("Basic cHVzaHBpbjpvdGhlcg==", "pushpin", false), ("Basic cHVzaHBpbjpjaGFuZ2VtZTp4", "pushpin", false),
        ("Basic Y2hhbmdlbWU=", nil, false),
    ])
    func passwordMustBeTheKeyAndTheUserTheIssuer(value: String, issuer: String?, isAccepted: Bool) throws {
        #expect(Self.failure(value, try Self.make(issuer: issuer)) == (isAccepted ? nil : .wrong))
    }

    @Test func pathOfAKeyFileIsNoSecret() throws {
        let authentication = try Self.make("file:/etc/key", file: "6368616e67656d65\n")
        #expect(Self.failure("Bearer file:/etc/key", authentication) == .wrong)
        #expect(Self.failure("Basic OmZpbGU6L2V0Yy9rZXk=", authentication) == .wrong)
        #expect(Self.failure("Bearer " + (try Self.token()), authentication) == nil)
    }

    /// A public key is known to anybody, so sending it proves nothing.
    @Test func textOfAPublicKeyIsNoSecret() throws {
        let text =
            "base64:LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFRVZzL2"
            + "81K3VRYlRqTDNjaHluTDR3WGdVZzJSOQpxOVVVOEk1bUVvdlVmODZRWjdrT0JJakp3cW56RDFvbWFnZUVIV3dIZEJP"
            + "NkIrZEZhYm1kVDlQT3hnPT0KLS0tLS1FTkQgUFVCTElDIEtFWS0tLS0t"
        let authentication = try Self.make(text)
        #expect(Self.failure("Bearer " + text, authentication) == .wrong)
        #expect(Self.failure("Bearer " + (try Self.token(text)), authentication) == .wrong)
    }

    @Test(arguments: ["", "base64:"])
    func emptyKeyIsRefused(keyText: String) {
        #expect(throws: ControlAuthenticationError.emptyKey) { try Self.make(keyText) }
    }

    @Test func unreadableKeyIsRefused() {
        let error = #expect(throws: ControlAuthenticationError.self) { try Self.make("file:/nowhere") }
        #expect(error?.description.hasPrefix("control_key: key file '/nowhere' cannot be read") == true)
    }
}
