import ProxyControl
import Testing

struct ConstantTimeTests {
    @Test(arguments: [
        ("changeme", "changeme", true), ("", "", true), ("k", "k", true),
        ("", "changeme", false), ("changeme", "", false), ("change", "changeme", false),
        ("changemechangeme", "changeme", false), ("Changeme", "changeme", false), ("changemf", "changeme", false),
    ])
    func onlyTheSameBytesAreEqual(candidate: String, secret: String, isEqual: Bool) {
        #expect(ConstantTime.equal(candidate.utf8, Array(secret.utf8)) == isEqual)
    }
}
