import NIOCore
import ProxyListener
import Testing

struct PeerAddressTests {
    @Test(arguments: [
        "127.0.0.1", "0.0.0.0", "255.254.1.20",
        "::1", "::", "2001:db8::ff00:42:8329", "fe80::1:0:0:2", "::ffff:192.0.2.1",
    ])
    func ipAddressIsKeptAsItWas(text: String) throws {
        let address = try SocketAddress(ipAddress: text, port: 80)
        #expect(PeerAddress(address)?.description == address.ipAddress)
    }

    @Test func othersHaveNone() throws {
        #expect(PeerAddress(try SocketAddress(unixDomainSocketPath: "/tmp/socket")) == nil)
        #expect(PeerAddress(nil) == nil)
    }
}
