import Logging
import ProxyListener
import Testing

@testable import ProxyServer

struct InheritedSocketsTests {
    @Test(
        arguments: [
            ([:], []), (["LISTEN_FDS": "1"], []), (["LISTEN_PID": "8", "LISTEN_FDS": "1"], []),
            (["LISTEN_PID": "7", "LISTEN_FDS": "0"], []), (["LISTEN_PID": "7", "LISTEN_FDS": "-1"], []),
            (["LISTEN_PID": "7", "LISTEN_FDS": "many"], []), (["LISTEN_PID": "7", "LISTEN_FDS": "1000000"], []),
            (["LISTEN_PID": "7", "LISTEN_FDS": "1"], ["3"]),
            (["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "http:control"], ["3http", "4control"]),
            (["LISTEN_PID": "7", "LISTEN_FDS": "3", "LISTEN_FDNAMES": ":b"], ["3", "4b", "5"]),
        ] as [([String: String], [String])]
    )
    func descriptorsAreThoseOfThisProcess(environment: [String: String], expected: [String]) {
        let found = InheritedSockets.descriptors(environment: environment, processID: 7)
        #expect(found.map { "\($0.descriptor)\($0.name)" } == expected)
    }

    private static func socket(_ descriptor: CInt, _ name: String, _ port: Int) -> InheritedSockets.Socket {
        InheritedSockets.Socket(
            descriptor: descriptor,
            name: name,
            place: SocketPlace(host: "0.0.0.0", port: port)
        )
    }

    private static func endpoint(_ port: Int) -> Listener.Endpoint { .tcp(host: "0.0.0.0", port: port) }

    @Test func socketGoesToThePortWithItsAddress() {
        let sockets = InheritedSockets([Self.socket(3, "", 1), Self.socket(4, "other", 2)], configured: [])
        #expect(sockets.take(Self.endpoint(2)) == 4)
        #expect(sockets.take(Self.endpoint(2)) == nil)
        #expect(sockets.take(Self.endpoint(1)) == 3)
    }

    @Test func otherwiseToAPortOfItsKind() {
        let sockets = InheritedSockets([Self.socket(3, "control", 1), Self.socket(4, "http", 2)], configured: [])
        #expect(sockets.take(Self.endpoint(9)) == 4)
        #expect(sockets.take(Self.endpoint(10)) == nil)
        #expect(sockets.take(SocketPlace(host: "127.0.0.1", port: 5561), kind: .control) == 3)
    }

    @Test func namedSocketOfAConfiguredPortIsKeptForThatPort() throws {
        let place = try #require(SocketPlace(host: "0.0.0.0", port: 2))
        let sockets = InheritedSockets([Self.socket(3, "http", 2)], configured: [place])
        #expect(sockets.take(Self.endpoint(1)) == nil)
        #expect(sockets.take(Self.endpoint(2)) == 3)
    }

    @Test(
        arguments: [
            ("127.0.0.1", 80, "127.0.0.1:80"), ("0.0.0.0", 7999, "0.0.0.0:7999"), ("::1", 1, "[::1]:1"),
            ("0:0:0:0:0:0:0:1", 1, "[::1]:1"), ("localhost", 80, nil), ("", 80, nil),
        ] as [(String, Int, String?)]
    )
    func equalPlacesAreEqualTexts(host: String, port: Int, expected: String?) {
        #expect(SocketPlace(host: host, port: port)?.description == expected)
    }

    @Test func descriptorThatIsNoSocketIsNowhere() {
        #expect(SocketPlace(descriptor: -1) == nil)
    }
}
