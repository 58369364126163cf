import NIOCore
import ProxyControl
import Testing

struct HostNameTests {
    @Test(arguments: [
        ("localhost", "localhost"), ("LocalHost:5561", "localhost"), ("localhost.", "localhost"),
        ("a.example:80", "a.example"), (" a.example\t", "a.example"), ("a.example.:80", "a.example"),
        ("127.0.0.1:5561", "127.0.0.1"), ("[::1]:5561", "::1"), ("[::1]", "::1"), ("", ""), (":80", ""), (".", "."),
    ])
    func portBracketsAndCaseDoNotMatter(text: String, name: String) {
        #expect(HostName(text).name == name)
    }

    @Test(arguments: [
        "localhost", "localhost:1", "LOCALHOST", "localhost.", "app.localhost", "127.0.0.1", "127.255.3.4:80", "[::1]",
        "[0:0:0:0:0:0:0:1]:5561", "[::ffff:127.0.0.1]",
    ])
    func loopbackIsRecognised(text: String) {
        #expect(HostName(text).isLoopback)
    }

    @Test(arguments: [
        "localhost.example", "127.0.0.1.example", "1.127.0.0.1", "notlocalhost", "128.0.0.1", "10.0.0.1", "[::2]",
        "[::1].example", "[::1", "[127.0.0.1]", "::1", "0.0.0.0", "127.1", "127.0.0.1x", "", "[]", "[", "]",
        "localhost@a.example", "localhost,a.example", "127.0.0.1 a.example", "localhost\u{0}",
    ])
    func otherNamesAreNotLoopback(text: String) {
        #expect(!HostName(text).isLoopback)
    }

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("::ffff:10.0.0.1", "10.0.0.1"), ("FE80::0001", "fe80::1"), ("::1", "::1"),
    ])
    func addressHasOneSpelling(text: String, address: String) {
        #expect(HostName.normalizedAddress(text) == address)
    }

    @Test(arguments: ["", "localhost", "10.0.0", "10.0.0.256", "::g", "10.0.0.1:80"])
    func otherTextIsNoAddress(text: String) {
        #expect(HostName.normalizedAddress(text) == nil)
    }

    @Test func unixSocketHasNoAddress() throws {
        #expect(HostName.normalizedAddress(of: try SocketAddress(unixDomainSocketPath: "/tmp/x")) == nil)
    }
}
