import HTTP1
import Testing

@testable import ProxySessions

@Suite struct ClientHandshakeTests {
    private static let good: HeaderFields = [
        "Host": "h", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]

    private func head(_ method: String = "GET", _ fields: HeaderFields = Self.good) -> RequestHead {
        RequestHead(method: method, target: Array("/".utf8), fields: fields)
    }

    @Test(arguments: [
        ("websocket", true), ("WebSocket", true), ("WEBSOCKET", true), ("websockets", false), ("h2c", false),
        ("websocket, h2c", false), ("", false),
    ])
    func upgradeAloneSaysWhetherItIsAWebSocket(_ value: String, _ isAsked: Bool) {
        #expect(ClientHandshake.isAsked(by: self.head("GET", ["Upgrade": value])) == isAsked)
    }

    @Test func aRequestWithoutUpgradeIsNone() {
        #expect(!ClientHandshake.isAsked(by: self.head("GET", ["Connection": "Upgrade"])))
    }

    @Test func aHandshakeHasItsKey() throws {
        let handshake = try ClientHandshake(self.head(), framing: .none)
        #expect(handshake.key == "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(try ClientHandshake(self.head(), framing: .length(0)) == handshake)
    }

    @Test func connectionIsNotLookedAt() throws {
        var fields = Self.good
        fields.removeAll(.connection)
        #expect(try !ClientHandshake(self.head("GET", fields), framing: .none).key.isEmpty)
    }

    @Test(arguments: ["Sec-WebSocket-Version", "Sec-WebSocket-Key"])
    func aMissingFieldIsRefused(_ name: String) {
        var fields = Self.good
        fields.removeAll(FieldName(name))
        #expect(throws: ProxyError(.invalidWebSocketRequest)) {
            _ = try ClientHandshake(self.head("GET", fields), framing: .none)
        }
    }

    @Test(arguments: ["8", "12", "14", "013", ""])
    func anotherVersionIsRefused(_ version: String) {
        var fields = Self.good
        fields.removeAll(.webSocketVersion)
        fields.append("Sec-WebSocket-Version", version)
        #expect(throws: ProxyError(.invalidWebSocketRequest)) {
            _ = try ClientHandshake(self.head("GET", fields), framing: .none)
        }
    }

    @Test(arguments: ["POST", "HEAD", "get"])
    func anotherMethodIsRefused(_ method: String) {
        #expect(throws: ProxyError(.invalidWebSocketRequest)) {
            _ = try ClientHandshake(self.head(method), framing: .none)
        }
    }

    @Test(arguments: [BodyFraming.length(1), .chunked])
    func aBodyIsRefused(_ framing: BodyFraming) {
        #expect(throws: ProxyError(.invalidWebSocketRequest)) {
            _ = try ClientHandshake(self.head(), framing: framing)
        }
    }
}
