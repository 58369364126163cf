import Testing

@testable import ProxyListener

struct CertificateNameTests {
    @Test(arguments: [
        ("www.example.com", CertificateName.host("www.example.com")),
        ("WWW.Example.com", .host("www.example.com")),
        ("_.example.com", .host("_.example.com")),
        ("localhost", .host("localhost")),
        ("xn--bcher-kva.example", .host("xn--bcher-kva.example")),
        ("default", .host("default")),
        ("default_443", .port(443)),
        ("default_0", .port(0)),
        ("default_65535", .port(65_535)),
    ])
    func nameOfTheFilesSaysWhomTheyAreFor(stem: String, name: CertificateName) {
        #expect(CertificateName(fileStem: stem) == name)
        #expect(CertificateName(fileStem: name.fileStem) == name)
    }

    @Test(arguments: [
        "", ".", ".hidden", "a..b", "a.", "*.example.com", "a b", "a/b", "default_", "default_65536", "default_-1",
        "default_x", "bücher.example", String(repeating: "a", count: 254),
    ])
    func otherFilesAreForNobody(stem: String) {
        #expect(CertificateName(fileStem: stem) == nil)
    }

    @Test(arguments: [
        (String?.none, ["default_443"]),
        ("www.example.com", ["www.example.com", "_.example.com", "default_443"]),
        ("WWW.EXAMPLE.com", ["www.example.com", "_.example.com", "default_443"]),
        ("www.example.com.", ["www.example.com", "_.example.com", "default_443"]),
        ("a.b.example.com", ["a.b.example.com", "_.b.example.com", "default_443"]),
        ("localhost", ["localhost", "default_443"]),
        ("default_80", ["default_80", "default_443"]),
        ("", ["default_443"]),
        (".", ["default_443"]),
        ("../etc/passwd", ["default_443"]),
        ("a\u{0}b", ["default_443"]),
        (String(repeating: "a", count: 254), ["default_443"]),
    ])
    func exactNameComesBeforeWildcardAndDefault(serverName: String?, stems: [String]) {
        #expect(CertificateName.candidates(serverName: serverName, port: 443).map(\.fileStem) == stems)
    }
}
