import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 4, the body of a publish request.
@Suite struct PublishRequestTests {
    @Test(
        arguments: [
            ("{nope", "Body is not valid JSON."), ("", "Body is not valid JSON."), ("1", "Body is not valid JSON."),
            ("\"x\"", "Body is not valid JSON."), ("null", "Body is not valid JSON."),
            ("true", "Body is not valid JSON."),
            (#"{"items":[]} x"#, "Body is not valid JSON."), ("[1]", "Invalid format."), ("[]", "Invalid format."),
            ("{}", "Invalid format: object does not contain 'items'"),
            (#"{"item":[]}"#, "Invalid format: object does not contain 'items'"),
            (#"{"items":{}}"#, "Invalid format: object contains 'items' with wrong type"),
            (#"{"items":null}"#, "Invalid format: object contains 'items' with wrong type"),
            (#"{"items":[],"items":1}"#, "Invalid format: object contains 'items' with wrong type"),
            (#"{"items":[5]}"#, "Invalid format: publish item object is not an object"),
            (#"{"items":[null]}"#, "Invalid format: publish item object is not an object"),
            (#"{"items":["x"]}"#, "Invalid format: publish item object is not an object"),
            (#"{"items":[[]]}"#, "Invalid format: publish item object is not an object"),
        ]
    )
    func bodyIsRefused(text: String, message: String) {
        #expect(publishFailure(text) == message)
    }

    /// Every item of a publish must be UTF-8, since the strings of an item are sent on as text.
    @Test func malformedUTF8IsNotJSON() {
        let body = ByteBuffer(bytes: Array(#"{"items":[{"channel":""#.utf8) + [0xFF] + Array(#""}]}"#.utf8))
        #expect(throws: PublishError.notJSON(JSONError(.malformedUTF8, offset: 22))) {
            try PublishRequest(parsing: body)
        }
    }

    @Test(arguments: [
        #"{"items":[]}"#, #" {"x":1,"items":[] } "#, "\u{FEFF}{\"items\":[]}", #"{"items":1,"items":[]}"#,
    ])
    func anEmptyListIsFine(text: String) throws {
        #expect(try publishRequest(text).items == [])
    }

    @Test func itemsKeepTheirOrderAndMayMixBothForms() throws {
        let request = try publishRequest(
            #"""
            {"items": [
                {"channel": "a", "formats": {"http-stream": {"content": "1"}}},
                {"http-stream": {"content": "2"}, "channel": "b"},
                {"formats": {"http-stream": {"content": "3"}}, "id": "i", "prev-id": "p", "channel": "a"}
            ]}
            """#
        )
        let expected = [("a", "1", nil, nil), ("b", "2", nil, nil), ("a", "3", "i", "p")].map {
            name,
            text,
            id,
            previous in
            PublishItem(
                channel: name,
                id: id,
                previousID: previous,
                httpStream: .send(HTTPStreamContent(content: ByteBuffer(string: text)))
            )
        }
        #expect(request == PublishRequest(items: expected))
    }

    @Test func theFirstFaultOfTheFirstBadItemRefusesAll() {
        let good = #"{"channel":"c","http-stream":{"content":"x"}}"#
        #expect(
            publishFailure(#"{"items":[\#(good),{"channel":5},{}]}"#).map { $0.hasSuffix("'channel' with wrong type") }
                == true
        )
        #expect(throws: PublishError.item(index: 1, .noFormats)) {
            try publishRequest(#"{"items":[\#(good),{"channel":"c"},\#(good)]}"#)
        }
    }
}
