import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 3.4, 3.5.
struct ResponseRulesTests {
    private static let get = ClientExchange(isHead: false, isHTTP10: false, isKeepAlive: true)

    private func lines(
        _ origin: [String],
        status: Int = 200,
        framing: BodyFraming,
        exchange: ClientExchange = Self.get,
        isInstruction: Bool = false
    ) -> [String] {
        let response = ResponseHead(status: status, fields: HeaderFields(origin))
        return ResponseRules(exchange)
            .clientResponse(response, framing: framing, isInstruction: isInstruction).head.fields.lines
    }

    @Test func untouchedFieldsKeepOrderSpellingAndRepetition() {
        let lines = [
            "X-One: 1", "content-type: text/x-test; charset=utf-8", "Set-Cookie: a=1",
            "Date: Mon, 01 Jan 2024 00:00:00 GMT",
            "Set-Cookie: b=2", "Server: o/1", "Via: 1.1 a", "X-Empty: ", "Content-LENGTH: 11", "Upgrade: h2c",
            "Trailer: X-T",
            "Location: http://elsewhere.example/x", "X-Two: 2",
        ]
        #expect(self.lines(lines, framing: .length(11)) == lines)
    }

    @Test(arguments: [
        (["Connection: keep-alive", "X: 1"], ["X: 1"]),
        (["keep-alive: timeout=99", "X: 1"], ["X: 1"]),
        (["Transfer-Encoding: chunked", "X: 1"], ["X: 1"]),
        // Fix of the reference: the client could not read the body without it.
        (["Content-Encoding: gzip"], ["Content-Encoding: gzip"]),
        (["Proxy-Connection: x"], ["Proxy-Connection: x"]),
    ])
    func onlyFieldsAboutTheConnectionAreRemoved(_ origin: [String], _ client: [String]) {
        #expect(self.lines(origin, framing: .length(0)) == client + ["Content-Length: 0"])
    }

    @Test(arguments: [
        (true, ["X-A: 1", "X-Grip: 2", "Gripper: 3"]),
        (false, ["Grip-Hold: stream", "X-A: 1", "grip-x: y", "X-Grip: 2", "Gripper: 3"]),
    ])
    func gripFieldsOfAnInstructionAreRemoved(_ isInstruction: Bool, _ client: [String]) {
        let origin = ["Grip-Hold: stream", "X-A: 1", "grip-x: y", "X-Grip: 2", "Gripper: 3"]
        let lines = self.lines(origin, framing: .length(2), isInstruction: isInstruction)
        #expect(lines == client + ["Content-Length: 2"])
    }

    @Test func statusAndReasonAreRelayedAsTheyCame() {
        let rules = ResponseRules(Self.get)
        let odd = ResponseHead(status: 799, reason: "So Odd")
        #expect(rules.clientResponse(odd, framing: .length(0)).head.reason == Array("So Odd".utf8))
        #expect(rules.clientResponse(odd, framing: .length(0)).head.status == 799)
        let empty = ResponseHead(version: .http10, status: 200, reason: [], fields: [:])
        #expect(rules.clientResponse(empty, framing: .length(0)).head.reason.isEmpty)
        #expect(rules.clientResponse(empty, framing: .length(0)).head.version == .http11)
    }
}
