import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 3.3, `ws-message`.
@Suite struct WebSocketMessageItemTests {
    private func item(_ fields: String) throws -> WebSocketMessageItem? {
        try publishItem(#"{"channel":"c","ws-message":{\#(fields)}}"#).webSocketMessage
    }

    @Test(
        arguments: [
            (#""content":"x""#, .text, "x"), (#""content-bin":"eA==""#, .binary, "x"),
            (#""content":"a","content-bin":"eA==""#, .binary, "x"),
            (#""type":"text","content-bin":"eA==""#, .text, "x"), (#""type":"binary","content":"x""#, .binary, "x"),
            (#""type":"ping","content":"x""#, .ping, "x"),
            (#""type":"pong","content-bin":"eA==""#, .pong, "x"), (#""type":"ping""#, .ping, ""),
            (#""type":"pong""#, .pong, ""), (#""content":"""#, .text, ""),
        ] as [(String, WebSocketMessageContent.Kind, String)]
    )
    func messageIsTaken(fields: String, kind: WebSocketMessageContent.Kind, content: String) throws {
        #expect(
            try self.item(fields) == .send(WebSocketMessageContent(kind: kind, content: ByteBuffer(string: content)))
        )
    }

    @Test(
        arguments: [
            (#""action":"close""#, CloseReason(code: 1000, text: "")),
            (#""action":"close","code":4100,"reason":"bye""#, CloseReason(code: 4100, text: "bye")),
            (#""action":"close","code":"4100""#, CloseReason(code: 4100)),
            (#""action":"close","code":0"#, CloseReason(code: 0)),
            (#""action":"close","code":99999"#, CloseReason(code: 99999)),
            (#""action":"close","reason":"""#, CloseReason()),
            (#""action":"close","type":1,"content":1"#, CloseReason()),
        ]
    )
    func closeIsTaken(fields: String, reason: CloseReason) throws {
        #expect(try self.item(fields) == .close(reason))
    }

    @Test(arguments: [("hint", .hint), ("refresh", .refresh)] as [(String, WebSocketMessageItem)])
    func otherActionsNeedNoContent(name: String, item: WebSocketMessageItem) throws {
        #expect(try self.item(#""action":"\#(name)","code":[]"#) == item)
    }

    @Test func contentFiltersAreKept() throws {
        let content = WebSocketMessageContent(kind: .ping, content: ByteBuffer(), contentFilters: ["var-subst"])
        #expect(try self.item(#""type":"ping","content-filters":["var-subst"]"#) == .send(content))
    }
}
