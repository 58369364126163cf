import Testing

@testable import ZMTP

struct ZMTPEndpointTests {
    struct Row: Sendable {
        let text: String
        let endpoint: ZMTPEndpoint
    }

    @Test(arguments: [
        Row(text: "tcp://127.0.0.1:5560", endpoint: .tcp(host: "127.0.0.1", port: 5560)),
        Row(text: "tcp://*:5560", endpoint: .tcp(host: "*", port: 5560)),
        Row(text: "tcp://[::1]:5560", endpoint: .tcp(host: "::1", port: 5560)),
        Row(text: "tcp://example.com:1", endpoint: .tcp(host: "example.com", port: 1)),
        Row(text: "tcp://127.0.0.1:*", endpoint: .tcp(host: "127.0.0.1", port: 0)),
        Row(text: "ipc:///run/pushpin/stats", endpoint: .ipc(path: "/run/pushpin/stats")),
        Row(text: "ipc://run/a b", endpoint: .ipc(path: "run/a b")),
    ])
    func endpointsAreReadAndWritten(row: Row) throws {
        #expect(try ZMTPEndpoint(parsing: row.text) == row.endpoint)
        #expect(row.endpoint.description == row.text)
    }

    @Test func portZeroMeansAnyPort() throws {
        #expect(try ZMTPEndpoint(parsing: "tcp://127.0.0.1:0") == .tcp(host: "127.0.0.1", port: 0))
    }

    @Test(arguments: [
        ("127.0.0.1:5560", ZMTPEndpointError.noTransport("127.0.0.1:5560")), ("", .noTransport("")),
        ("tcp:/x", .noTransport("tcp:/x")), ("tcp", .noTransport("tcp")),
        ("udp://x:1", .unknownTransport("udp", "udp://x:1")), ("inproc://x", .unknownTransport("inproc", "inproc://x")),
        ("://x", .unknownTransport("", "://x")),
        ("tcp://127.0.0.1", .noPort("tcp://127.0.0.1")), ("tcp://a:", .badPort("tcp://a:")),
        ("tcp://a:+5", .badPort("tcp://a:+5")), ("tcp://a:65536", .badPort("tcp://a:65536")),
        ("tcp://a:-1", .badPort("tcp://a:-1")), ("tcp://a:http", .badPort("tcp://a:http")),
        ("tcp://:5", .badHost("tcp://:5")), ("tcp://::1:5", .badHost("tcp://::1:5")),
        ("tcp://[]:5", .badHost("tcp://[]:5")), ("tcp://[::1:5", .badHost("tcp://[::1:5")),
        ("tcp://a/b:5", .badHost("tcp://a/b:5")),
        ("tcp://1.2.3.4:0;1.2.3.5:5", .sourceAddress("tcp://1.2.3.4:0;1.2.3.5:5")),
        ("ipc://", .noPath("ipc://")), ("ipc://*", .noPath("ipc://*")), ("ipc://a\u{0}b", .noPath("ipc://a\u{0}b")),
        ("ipc://@name", .abstractPath("ipc://@name")),
    ])
    func malformedEndpointsAreRefused(text: String, error: ZMTPEndpointError) {
        #expect(throws: error) { try ZMTPEndpoint(parsing: text) }
        #expect(error.description.contains("'\(text)'"))
    }

    @Test func pathsMustFitTheSystem() throws {
        let longest = "ipc://" + String(repeating: "p", count: ZMTPEndpoint.pathBytes)
        #expect(try ZMTPEndpoint(parsing: longest).description == longest)
        #expect(throws: ZMTPEndpointError.pathTooLong(longest + "p")) { try ZMTPEndpoint(parsing: longest + "p") }
    }

    @Test(arguments: [
        ("tcp://127.0.0.1:5560", 10, "tcp://127.0.0.1:5570"), ("tcp://[::1]:5560", -60, "tcp://[::1]:5500"),
        ("tcp://a:*", 10, "tcp://a:*"), ("ipc://x", 10, "ipc://x"),
    ])
    func portsAreMoved(text: String, offset: Int, moved: String) throws {
        #expect(try ZMTPEndpoint(parsing: text).shifted(byPortOffset: offset).description == moved)
    }

    @Test(arguments: [60_000, -6000, Int.max])
    func portsStayInTheirRange(offset: Int) {
        #expect(throws: ZMTPEndpointError.badPort("tcp://a:5560 moved by \(offset)")) {
            try ZMTPEndpoint.tcp(host: "a", port: 5560).shifted(byPortOffset: offset)
        }
    }
}
