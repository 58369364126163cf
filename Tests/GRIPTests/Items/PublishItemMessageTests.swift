import GRIP
import NIOCore
import Testing

/// Reference "operations" 1, the messages of the ZeroMQ inputs.
@Suite struct PublishItemMessageTests {
    private static let stream: TNetString = ["channel": "c", "formats": ["http-stream": ["content": "x\n"]]]
    private static let item = PublishItem(
        channel: "c",
        httpStream: .send(HTTPStreamContent(content: ByteBuffer(string: "x\n")))
    )

    @Test(
        arguments: [
            tnetstring(Self.stream, after: "T"), tnetstring(Self.stream), tnetstring(Self.stream, before: "\n"),
            ByteBuffer(string: #"J{"channel":"c","http-stream":{"content":"x\n"}}"#),
            ByteBuffer(string: #"J {"channel":"c","formats":{"http-stream":{"content-bin":"eAo="}}} "#),
        ]
    )
    func itemIsReadInEachNotation(message: ByteBuffer) throws {
        #expect(try PublishItem(parsing: message) == Self.item)
    }

    @Test(arguments: ["id", "prev-id", "meta", "formats", "http-response", "ws-message"])
    func nullOfATNetStringIsAsGoodAsNothing(field: String) throws {
        let members = [
            TNetString.Member(name: "channel", value: "c"), TNetString.Member(name: field, value: nil),
            TNetString.Member(name: "http-stream", value: ["content": "x\n", "action": nil]),
        ]
        #expect(try PublishItem(parsing: tnetstring(.dictionary(members))) == Self.item)
    }

    /// Every field that an item can have, as the publishing libraries write them.
    @Test func allFieldsAreReadFromATNetString() throws {
        let message = tnetstring([
            "channel": "käse", "id": "2", "prev-id": "1", "size": 7, "no-seq": true, "meta": ["user": "a"], "more": nil,
            "formats": [
                "http-response": [
                    "code": 404, "reason": "Gone Away", "headers": [["B", "1"], ["A", "2"]], "body": .bytes([0, 0xFF]),
                ],
                "http-stream": ["content": .bytes([0, 0xFF]), "content-filters": ["build-id"]],
                "ws-message": ["content-bin": .bytes([0x80])],
            ],
        ])
        let expected = PublishItem(
            channel: "käse",
            id: "2",
            previousID: "1",
            httpResponse: .send(
                HTTPResponseContent(
                    status: 404,
                    reason: "Gone Away",
                    headers: [("B", "1"), ("A", "2")],
                    body: .bytes(ByteBuffer(bytes: [0, 0xFF]))
                )
            ),
            httpStream: .send(
                HTTPStreamContent(content: ByteBuffer(bytes: [0, 0xFF]), contentFilters: ["build-id"])
            ),
            webSocketMessage: .send(WebSocketMessageContent(kind: .binary, content: ByteBuffer(bytes: [0x80]))),
            meta: ["user": "a"],
            size: 7,
            noSequence: true
        )
        #expect(try PublishItem(parsing: message) == expected)
    }

    @Test(
        arguments: [
            (["headers": ["B": "1", "A": "2"]], ["A", "B"]), (["headers": [["B", "1"], ["A", "2"]]], ["B", "A"]),
        ] as [(TNetString, [String])]
    )
    func headersAreReadFromATNetString(fields: TNetString, names: [String]) throws {
        let message = tnetstring(["channel": "c", "http-response": ["headers": fields["headers"] ?? nil, "body": ""]])
        guard case .send(let content) = try PublishItem(parsing: message).httpResponse else {
            Issue.record("no response")
            return
        }
        #expect(content.headers.map(\.name) == names)
    }

    @Test func patchIsReadFromATNetString() throws {
        let operation: TNetString = ["op": "add", "path": "/a", "value": ["n": 1, "f": .float(0.5), "none": nil]]
        let message = tnetstring(["channel": "c", "http-response": ["body-patch": [operation]]])
        let patch: JSONValue = [
            [
                "op": "add", "path": "/a",
                "value": ["n": 1, "f": .number(JSONNumber(0.5) ?? JSONNumber(0)), "none": nil],
            ]
        ]
        #expect(
            try PublishItem(parsing: message).httpResponse == .send(HTTPResponseContent(body: .patch(patch)))
        )
    }

    @Test(
        arguments: [
            (["content": "t"], .text, "t"), (["content-bin": "b"], .binary, "b"),
            (["content": "t", "content-bin": "YmI="], .binary, "YmI="),
            (["type": "text", "content-bin": "b"], .text, "b"),
            (["type": "ping"], .ping, ""),
        ] as [(TNetString, WebSocketMessageContent.Kind, String)]
    )
    func webSocketContentOfATNetStringIsRaw(
        fields: TNetString,
        kind: WebSocketMessageContent.Kind,
        content: String
    ) throws {
        let message = tnetstring(["channel": "c", "ws-message": fields])
        let expected = WebSocketMessageContent(kind: kind, content: ByteBuffer(string: content))
        #expect(try PublishItem(parsing: message).webSocketMessage == .send(expected))
    }

    @Test func textOfATNetStringThatIsNotUTF8IsRepaired() throws {
        let message = tnetstring(["channel": .bytes([0x61, 0xFF]), "http-stream": ["content": ""]])
        #expect(try PublishItem(parsing: message).channel == "a\u{FFFD}")
    }

    @Test(
        arguments: [
            (["http-stream": ["content": "x\n"]], "c"), (["channel": "other", "http-stream": ["content": "x\n"]], "c"),
            (["channel": 5, "http-stream": ["content": "x\n"]], "c"),
        ] as [(TNetString, String)]
    )
    func topicTakesThePlaceOfTheChannel(fields: TNetString, topic: String) throws {
        #expect(try PublishItem(parsing: tnetstring(fields), topic: topic) == Self.item)
    }

    @Test(
        arguments: [
            (ByteBuffer(string: "J{"), "invalid format (json parse failed)"),
            (ByteBuffer(string: "J"), "invalid format (json parse failed)"),
            (ByteBuffer(string: "Jnull"), "invalid format (json parse failed)"),
            (ByteBuffer(string: "J[]"), "invalid format (not a valid json object)"),
            (ByteBuffer(), "invalid format (tnetstring parse failed)"),
            (ByteBuffer(string: "T"), "invalid format (tnetstring parse failed)"),
            (ByteBuffer(string: "{}"), "invalid format (tnetstring parse failed)"),
            (ByteBuffer(bytes: [0xFF, 0xFE]), "invalid format (tnetstring parse failed)"),
            (ByteBuffer(string: "T5:hello,"), "invalid format: publish item object is not an object"),
            (ByteBuffer(string: "T0:}"), "invalid format: publish item object does not contain 'channel'"),
            (ByteBuffer(string: "J{}"), "invalid format: publish item object does not contain 'channel'"),
            (tnetstring(["channel": "c"]), "invalid format: no formats specified"),
            (tnetstring(["channel": nil]), "invalid format: publish item object contains 'channel' with wrong type"),
            (
                tnetstring(["channel": "c", "size": nil, "http-stream": ["content": ""]]),
                "invalid format: publish item object contains 'size' with wrong type"
            ),
            (tnetstring(["channel": "c", "http-stream": nil]), "invalid format: no formats specified"),
            (
                tnetstring(["channel": "c", "http-stream": ["content": nil]]),
                "invalid format: 'http-stream' contains 'content' with wrong type"
            ),
            (tnetstring(["channel": 1]), "invalid format: publish item object contains 'channel' with wrong type"),
            (
                tnetstring(["channel": "c", "meta": ["k": 1], "http-stream": [:]]),
                "invalid format: 'meta' contains 'k' with wrong type"
            ),
            (
                tnetstring(["channel": "c", "http-response": ["body-bin": "aGk="]]),
                "invalid format: 'http-response' does not contain 'body' or 'body-patch'"
            ),
            (
                tnetstring(["channel": "c", "http-stream": ["content-bin": "aGk="]]),
                "invalid format: 'http-stream' does not contain 'content'"
            ),
            (
                tnetstring(["channel": "c", "ws-message": [:]]),
                "invalid format: 'ws-message' does not contain 'content' or 'content-bin'"
            ),
            (
                tnetstring(["channel": "c", "http-stream": ["content": 1]]),
                "invalid format: 'http-stream' contains 'content' with wrong type"
            ),
            (tnetstring(["channel": "c", "ws-message": ["action": "jump"]]), "invalid format: "),
        ]
    )
    func unusableMessageIsRefused(message: ByteBuffer, text: String) {
        let error = #expect(throws: MessageError.self) { try PublishItem(parsing: message) }
        #expect(error?.description == text)
    }

    @Test func itemWithATopicNeedsNoChannelButAForm() {
        #expect(throws: MessageError.item(.noFormats)) {
            try PublishItem(parsing: tnetstring([:]), topic: "c")
        }
    }
}
