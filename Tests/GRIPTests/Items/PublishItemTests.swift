import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 3.1, the fields beside the formats.
@Suite struct PublishItemTests {
    @Test func everyFieldIsRead() throws {
        let item = try publishItem(
            #"""
            {"channel": "käsé-日本", "id": "2", "prev-id": "1", "size": 7, "no-seq": true, "unknown": [1],
             "meta": {"sender": "me", "skip_users": "a,b"},
             "formats": {"http-response": {"body": "r"}, "http-stream": {"content": "s"}, "ws-message": {"content": "w"}}}
            """#
        )
        let expected = PublishItem(
            channel: "käsé-日本",
            id: "2",
            previousID: "1",
            httpResponse: .send(HTTPResponseContent(body: .bytes(ByteBuffer(string: "r")))),
            httpStream: .send(HTTPStreamContent(content: ByteBuffer(string: "s"))),
            webSocketMessage: .send(WebSocketMessageContent(kind: .text, content: ByteBuffer(string: "w"))),
            meta: ["sender": "me", "skip_users": "a,b"],
            size: 7,
            noSequence: true
        )
        #expect(item == expected)
    }

    @Test func absentFieldsHaveDefaults() throws {
        let item = try publishItem(#"{"channel":"","formats":{"smoke-signal":{"puffs":3}}}"#)
        #expect(item == PublishItem(channel: ""))
    }

    @Test func emptyIdsAreIds() throws {
        let item = try publishItem(#"{"channel":"c","id":"","prev-id":"","formats":{"x":null}}"#)
        #expect(item.id == "")
        #expect(item.previousID == "")
    }

    @Test func shortFormIsUsedOnlyWithoutFormats() throws {
        let both = #""http-stream":{"content":"short"},"formats":{"http-response":{"body":"long"}}"#
        let item = try publishItem(#"{"channel":"c",\#(both)}"#)
        #expect(item.httpStream == nil)
        #expect(item.httpResponse != nil)
    }

    @Test func theLastOfRepeatedFieldsCounts() throws {
        let item = try publishItem(
            #"{"channel":1,"channel":"c","meta":{"a":1,"a":"x"},"http-stream":1,"http-stream":{"content":1,"content":"y"}}"#
        )
        #expect(item.channel == "c")
        #expect(item.meta == ["a": "x"])
        #expect(item.httpStream == .send(HTTPStreamContent(content: ByteBuffer(string: "y"))))
    }

    @Test func escapedFieldNamesAreTheSameNames() throws {
        let item = try publishItem(#"{"\u0063hannel":"c","http\u002dstream":{"c\u006fntent":"y"}}"#)
        #expect(
            item == PublishItem(channel: "c", httpStream: .send(HTTPStreamContent(content: ByteBuffer(string: "y"))))
        )
    }

    /// Reference "GRIP" 1.3, last paragraph.
    @Test(
        arguments: [
            ("0", 0), ("12", 12), ("1.4", 1), ("1.5", 2), ("1e3", 1000), ("-0.4", 0), (#""12""#, 12), (#"" 12 ""#, 12),
            (#""+5""#, 5),
            (#""1.5""#, 0), (#""abc""#, 0), (#""""#, 0), ("true", 1), ("false", 0), ("99999999999999999999", .max),
        ]
    )
    func numbersAreConvertedLeniently(text: String, size: Int) throws {
        #expect(try publishItem(#"{"channel":"c","size":\#(text),"formats":{"x":1}}"#).size == size)
    }
}
