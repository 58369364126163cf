import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 3.3, `http-response`.
@Suite struct HTTPResponseItemTests {
    private func content(_ fields: String) throws -> HTTPResponseContent? {
        let item = try publishItem(#"{"channel":"c","http-response":{\#(fields)}}"#)
        guard case .send(let content) = item.httpResponse else { return nil }
        return content
    }

    @Test func absentFieldsHaveDefaults() throws {
        #expect(try self.content(#""body":"x\n""#) == HTTPResponseContent(body: .bytes(ByteBuffer(string: "x\n"))))
    }

    @Test func everyFieldIsRead() throws {
        let content = try self.content(
            #""action":"send","code":299,"reason":"Very Fine","headers":{"X-A":"1"},"body":"B","content-filters":["a","b"]"#
        )
        let expected = HTTPResponseContent(
            status: 299,
            reason: "Very Fine",
            headers: [("X-A", "1")],
            body: .bytes(ByteBuffer(string: "B")),
            contentFilters: ["a", "b"]
        )
        #expect(content == expected)
    }

    /// The JavaScript library sends the code as text, Python's as a number (seed libraries P10).
    @Test(
        arguments: [
            ("200", 200), (#""201""#, 201), ("200.7", 201), (#""abc""#, 0), ("true", 1), ("false", 0), ("0", 0),
            ("999", 999), ("999.4", 999),
            ("-0.4", 0), ("2e2", 200), (#""""#, 0),
        ]
    )
    func codeIsConvertedLeniently(code: String, status: Int) throws {
        #expect(try self.content(#""code":\#(code),"body":"""#)?.status == status)
    }

    @Test func headersOfAnObjectAreSortedByName() throws {
        let headers = try self.content(#""headers":{"b":"1","B":"2","a":"3","aa":"4","b":"5"},"body":"""#)?.headers
        #expect(headers?.map { "\($0.name)=\($0.value)" } == ["B=2", "a=3", "aa=4", "b=5"])
    }

    @Test func headersOfAListKeepOrderAndRepeats() throws {
        let headers = try self.content(#""headers":[["X-L","1"],["A",""],["X-L","2\t\u00e4"]],"body":"""#)?.headers
        #expect(headers?.map { "\($0.name)=\($0.value)" } == ["X-L=1", "A=", "X-L=2\tä"])
    }

    @Test(
        arguments: [
            (#""body":"za\u017c\u00f3\u0142\u0107 \u20ac \ud83d\ude00""#, "zażółć € 😀"), (#""body":"""#, ""),
            (#""body-bin":"aGk=""#, "hi"),
            (#""body-bin":"""#, ""), (#""body-bin":"aGk","body":"x""#, "hi"),
            (#""body-bin":" a G\n\\k= ","body":"x""#, "hi"),
            (#""body":"b","body-patch":1"#, "b"),
        ]
    )
    func bodyIsTaken(fields: String, body: String) throws {
        #expect(try self.content(fields)?.body == .bytes(ByteBuffer(string: body)))
    }

    @Test func bodyPatchIsKeptAsJSON() throws {
        let content = try self.content(#""body-patch":[{"op":"replace","path":"/a","value":5.0}]"#)
        #expect(content?.body == .patch([["op": "replace", "path": "/a", "value": 5]]))
        #expect(try self.content(#""body-patch":[]"#)?.body == .patch([]))
    }

    @Test func anEmptyListOfContentFiltersIsAList() throws {
        #expect(try self.content(#""body":"","content-filters":[]"#)?.contentFilters == [])
        #expect(try self.content(#""body":"""#)?.contentFilters == nil)
    }

    @Test(
        arguments: [("hint", .hint), ("close", .close(CloseReason())), ("refresh", .refresh)]
            as [(String, HTTPResponseItem)]
    )
    func otherActionsNeedNoContent(name: String, action: HTTPResponseItem) throws {
        #expect(try publishItem(#"{"channel":"c","http-response":{"action":"\#(name)"}}"#).httpResponse == action)
        // Fields that only mean something with `send` are not looked at.
        let odd = #""code":[],"headers":1,"body":1,"reason":1"#
        #expect(
            try publishItem(#"{"channel":"c","http-response":{"action":"\#(name)",\#(odd)}}"#).httpResponse == action
        )
    }
}
