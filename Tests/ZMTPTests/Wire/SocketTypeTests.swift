import Testing

@testable import ZMTP

struct SocketTypeTests {
    @Test(arguments: SocketType.allCases, SocketType.allCases)
    func compatibilityIsMutual(one: SocketType, other: SocketType) {
        #expect(one.peers.contains(other) == other.peers.contains(one))
    }

    /// RFC 23/ZMTP, the table of "The Socket-Type property".
    @Test(arguments: [
        (SocketType.pull, [SocketType.push]), (.sub, [.pub, .xpub]), (.pub, [.sub, .xsub]),
        (.router, [.req, .dealer, .router]),
    ])
    func theSocketsOfThisModuleGoWith(type: SocketType, peers: [SocketType]) {
        #expect(Set(type.peers) == Set(peers))
    }
}
