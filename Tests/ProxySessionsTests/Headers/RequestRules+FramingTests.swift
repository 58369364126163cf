import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 3.3, "Framing is Pushpin's own".
struct RequestRulesFramingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var method: String
        var framing: BodyFraming
        var client: [String]
        var origin: [String]

        init(_ method: String, _ framing: BodyFraming, _ client: [String], _ origin: [String]) {
            self.method = method
            self.framing = framing
            self.client = client
            self.origin = origin
        }

        var testDescription: String { "\(self.method) \(self.framing) \(self.client)" }
    }

    @Test(arguments: [
        Row("POST", .length(5), ["content-LENGTH: 5", "X: 1"], ["content-LENGTH: 5", "X: 1"]),
        Row("GET", .length(5), ["Content-Length: 5"], ["Content-Length: 5"]),
        // The field must say what the body is, whatever the client wrote.
        Row("POST", .length(5), ["Content-Length: 005", "X: 1"], ["X: 1", "Content-Length: 5"]),
        Row("POST", .length(5), ["Content-Length: 5", "Content-Length: 5"], ["Content-Length: 5"]),
        Row("POST", .length(5), [], ["Content-Length: 5"]),
        Row("POST", .chunked, ["Transfer-Encoding: chunked", "X: 1"], ["X: 1", "Transfer-Encoding: chunked"]),
        Row("GET", .chunked, ["Transfer-Encoding: chunked"], ["Transfer-Encoding: chunked"]),
        Row("POST", .chunked, ["Content-Length: 3", "Transfer-Encoding: chunked"], ["Transfer-Encoding: chunked"]),
        Row("POST", .none, [], ["Content-Length: 0"]),
        Row("PUT", .none, [], ["Content-Length: 0"]),
        Row("POST", .length(0), ["Content-Length: 0", "X: 1"], ["Content-Length: 0", "X: 1"]),
        Row("POST", .none, ["Content-Length: 0"], ["Content-Length: 0"]),
        Row("GET", .none, [], []),
        Row("HEAD", .none, [], []),
        Row("OPTIONS", .none, [], []),
        Row("GET", .length(0), ["Content-Length: 0"], []),
        Row("DELETE", .none, [], []),
        Row("PATCH", .none, [], []),
        Row("DELETE", .length(0), ["Content-Length: 0"], ["Content-Length: 0"]),
        // Methods are case-sensitive.
        Row("post", .none, [], []),
    ])
    func framingFieldsFollowTheBody(_ row: Row) throws {
        let head = RequestHead(row.method, "/", ["Host: localhost"] + row.client)
        #expect(try originLines(head, framing: row.framing, trusted: true) == ["Host: localhost"] + row.origin)
    }
}
