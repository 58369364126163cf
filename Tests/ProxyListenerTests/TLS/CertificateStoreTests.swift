import Testing

@testable import ProxyListener

struct CertificateStoreTests {
    let one: ServerCertificate
    let two: ServerCertificate

    init() throws {
        self.one = try .one()
        self.two = try .two()
    }

    @Test(arguments: [
        ("a.one.test", 443, true),
        ("b.one.test", 443, false),
        ("b.one.test", 444, nil as Bool?),
        ("x.two.test", 444, true),
        ("two.test", 444, nil),
        (nil as String?, 443, false),
        (nil, 444, nil),
    ])
    func bestCertificateThereIsIsUsed(serverName: String?, port: Int, isOne: Bool?) {
        let store = CertificateStore([
            .host("a.one.test"): self.one, .host("_.two.test"): self.one, .port(443): self.two,
        ])
        let found = store.certificate(serverName: serverName, port: port)
        let expected = isOne.map { $0 ? self.one : self.two }
        #expect(found?.context === expected?.context)
    }

    @Test func replacedCertificatesAreUsedFromThenOn() {
        let store = CertificateStore([.port(443): self.one])
        store.replace(with: [.port(443): self.two])
        #expect(store.certificate(serverName: nil, port: 443)?.context === self.two.context)
        store.replace(with: [:])
        #expect(store.certificate(serverName: nil, port: 443) == nil)
    }
}
