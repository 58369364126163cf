import NIOCore
import Testing

@testable import ProxyUpstream

/// The address policy of `untrusted` targets: reference, behaviour 1.5.
struct PublicAddressTests {
    @Test(arguments: [
        ("127.0.0.1", false),
        ("127.255.255.255", false),
        ("126.255.255.255", true),
        ("128.0.0.0", true),
        ("10.0.0.0", false),
        ("10.255.255.255", false),
        ("9.255.255.255", true),
        ("11.0.0.0", true),
        ("172.15.255.255", true),
        ("172.16.0.0", false),
        ("172.31.255.255", false),
        ("172.32.0.0", true),
        ("192.167.255.255", true),
        ("192.168.0.1", false),
        ("192.169.0.0", true),
        ("169.253.255.255", true),
        ("169.254.169.254", false),
        ("169.255.0.0", true),
        ("0.0.0.0", false),
        ("8.8.8.8", true),
        ("255.255.255.255", true),
        ("::1", false),
        ("::", false),
        ("::2", false),
        ("fc00::", false),
        ("fdff:ffff::1", false),
        ("fbff::1", true),
        ("fe00::1", true),
        ("fe80::1", false),
        ("febf::1", false),
        ("fec0::1", true),
        ("2001:db8::1", true),
        ("::ffff:127.0.0.1", false),
        ("::ffff:10.1.2.3", false),
        ("::ffff:8.8.8.8", true),
        ("::10.1.2.3", false),
        ("64:ff9b::192.168.1.1", false),
        ("64:ff9b::8.8.8.8", true),
        ("64:ff9b:1::10.0.0.1", true),
    ])
    func publicPolicyAllowsPublicAddressesOnly(address: String, isAllowed: Bool) throws {
        let address = try SocketAddress(ipAddress: address, port: 80)
        #expect(AddressPolicy.publicOnly.allows(address) == isAllowed)
        #expect(AddressPolicy.any.allows(address))
    }

    @Test func publicPolicyForbidsUnixSockets() throws {
        #expect(try !AddressPolicy.publicOnly.allows(SocketAddress(unixDomainSocketPath: "/tmp/s")))
    }
}
