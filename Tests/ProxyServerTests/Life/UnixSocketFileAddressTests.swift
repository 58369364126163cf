import Foundation
import ProxyListener
import Testing

@testable import ProxyServer

struct UnixSocketFileAddressTests {
    @Test func partsBecomeNumbers() throws {
        let address = UnixListenAddress(path: "/run/s", mode: FileMode(bits: 0o660), user: "root", group: "0")
        #expect(try UnixSocketFile(address) == UnixSocketFile(path: "/run/s", mode: 0o660, userID: 0, groupID: 0))
        #expect(try UnixSocketFile(UnixListenAddress(path: "s")) == UnixSocketFile(path: "s"))
    }

    @Test(arguments: ["user", "group"])
    func unknownOwnerIsNamedWithKeyAndValue(kind: String) {
        var address = UnixListenAddress(path: "/run/s")
        address.user = kind == "user" ? "no-such-user" : nil
        address.group = kind == "group" ? "no-such-group" : nil
        let error = #expect(throws: ProxyServerError.self) { _ = try UnixSocketFile(address) }
        #expect(
            error?.description
                == "local_ports=unix:/run/s?\(kind)=no-such-\(kind): there is no \(kind) no-such-\(kind); create it, or name another"
        )
    }

    @Test(arguments: ["4294967295", "-1", ""])
    func numbersThatAreNoIDsAreUnknown(name: String) {
        #expect(SystemAccounts.userID(name) == nil)
        #expect(SystemAccounts.groupID(name) == nil)
    }
}
