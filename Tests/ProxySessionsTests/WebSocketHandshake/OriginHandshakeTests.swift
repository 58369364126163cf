import HTTP1
import Testing

@testable import ProxySessions

@Suite struct OriginHandshakeTests {
    private static let handshake = OriginHandshake(key: "dGhlIHNhbXBsZSBub25jZQ==")
    private static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    private func lines(_ fields: HeaderFields) -> [String] {
        fields.map { "\($0.nameString): \($0.valueString)" }
    }

    @Test func theClientsHandshakeIsReplaced() {
        var head = RequestHead(
            method: "GET",
            target: Array("/".utf8),
            fields: [
                "Host": "h", "upgrade": "WebSocket", "connection": "keep-alive, Upgrade", "sec-websocket-key": "client",
                "Sec-WebSocket-Version": "13", "Sec-WebSocket-Extensions": "permessage-deflate",
                "Sec-WebSocket-Protocol": "chat", "Cookie": "a=1", "Content-Length": "0",
            ]
        )
        Self.handshake.apply(to: &head, offersGrip: true)
        #expect(
            self.lines(head.fields) == [
                "Host: h", "Sec-WebSocket-Protocol: chat", "Cookie: a=1", "Sec-WebSocket-Extensions: grip",
                "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
        )
    }

    @Test func gripIsNotOfferedWhereTheRouteForbidsIt() {
        var head = RequestHead(method: "GET", target: Array("/".utf8), fields: ["Host": "h"])
        Self.handshake.apply(to: &head, offersGrip: false)
        #expect(!head.fields.contains(.webSocketExtensions))
    }

    @Test func everyHandshakeHasItsOwnKey() {
        #expect(OriginHandshake() != OriginHandshake())
    }

    @Test func theAnswerOfThisHandshakeIsTaken() throws {
        try Self.handshake.check(
            ResponseHead(status: 101, fields: ["Upgrade": "WebSocket", "Sec-WebSocket-Accept": Self.accept])
        )
    }

    @Test(
        arguments: [
            ["Upgrade": "websocket"],
            ["Upgrade": "websocket", "Sec-WebSocket-Accept": ""],
            ["Upgrade": "websocket", "Sec-WebSocket-Accept": "xyz"],
            ["Sec-WebSocket-Accept": Self.accept],
            ["Upgrade": "h2c", "Sec-WebSocket-Accept": Self.accept],
        ] as [HeaderFields]
    )
    func anotherAnswerIsRefused(_ fields: HeaderFields) {
        #expect(throws: ProxyError.self) {
            try Self.handshake.check(ResponseHead(status: 101, fields: fields))
        }
    }
}
