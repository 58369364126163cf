import HTTP1
import Testing

@testable import ProxySessions

@Suite struct AcceptanceHeadTests {
    private static let origin = ResponseHead(
        status: 101,
        reason: "Yes",
        fields: [
            "Upgrade": "websocket", "Connection": "Upgrade", "X-App": "1", "Sec-WebSocket-Accept": "x",
            "Sec-WebSocket-Protocol": "chat", "Sec-WebSocket-Extensions": "grip; message-prefix=x", "Set-Cookie": "a=1",
            "Grip-Channel": "c",
        ]
    )

    private func text(_ head: ResponseHead) -> [String] {
        ["\(head.status) \(String(decoding: head.reason, as: UTF8.self))"]
            + head.fields.map { "\($0.nameString): \($0.valueString)" }
    }

    @Test func theOriginsOwnFieldsPassBeforeOurHandshake() {
        let relayed = AcceptanceHead.relayed(Self.origin, keepsGrip: false)
        let head = AcceptanceHead.complete(relayed, key: "dGhlIHNhbXBsZSBub25jZQ==", compression: nil)
        #expect(
            self.text(head) == [
                "101 Yes", "X-App: 1", "Sec-WebSocket-Protocol: chat", "Set-Cookie: a=1", "Grip-Channel: c",
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            ]
        )
    }

    @Test func aTrustedClientGetsTheGripExtension() {
        let relayed = AcceptanceHead.relayed(Self.origin, keepsGrip: true)
        #expect(relayed.fields.values(.webSocketExtensions) == ["grip; message-prefix=x"])
    }

    @Test func compressionIsAgreedOnAtTheEnd() {
        let head = AcceptanceHead.complete(ResponseHead(status: 101), key: "k", compression: "permessage-deflate")
        #expect(self.text(head).last == "Sec-WebSocket-Extensions: permessage-deflate")
    }

    @Test func anAnswerToAnOpenEventBecomesASwitch() {
        let answer = ResponseHead(status: 200, fields: ["X-App": "1"])
        let head = AcceptanceHead.complete(answer, key: "k", compression: nil)
        #expect(self.text(head).prefix(2) == ["101 Switching Protocols", "X-App: 1"])
    }
}
