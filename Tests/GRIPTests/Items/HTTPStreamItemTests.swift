import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 3.3, `http-stream`.
@Suite struct HTTPStreamItemTests {
    private func item(_ fields: String) throws -> HTTPStreamItem? {
        try publishItem(#"{"channel":"c","http-stream":{\#(fields)}}"#).httpStream
    }

    @Test(
        arguments: [
            (#""content":"x\n""#, Array("x\n".utf8)), (#""content":"t\u00e4xt\n""#, Array("täxt\n".utf8)),
            (#""content":"""#, []),
            (#""action":"send","content":"x""#, [0x78]), (#""content-bin":"AAEK""#, [0, 1, 10]),
            (#""content":"text","content-bin":"YmluCg==""#, Array("bin\n".utf8)),
            (#""content":1,"content-bin":"AA==""#, [0]), (#""content":"\u0000""#, [0]),
        ] as [(String, [UInt8])]
    )
    func contentIsTaken(fields: String, content: [UInt8]) throws {
        #expect(try self.item(fields) == .send(HTTPStreamContent(content: ByteBuffer(bytes: content))))
    }

    /// The JavaScript library sends an empty content beside the action.
    @Test(
        arguments: [
            (#""action":"close""#, .close(CloseReason())), (#""action":"close","content":"""#, .close(CloseReason())),
            (#""action":"close","content":1"#, .close(CloseReason())),
            (#""action":"close","code":[]"#, .close(CloseReason())), (#""action":"hint""#, .hint),
            (#""action":"refresh""#, .refresh),
        ] as [(String, HTTPStreamItem)]
    )
    func otherActionsNeedNoContent(fields: String, item: HTTPStreamItem) throws {
        #expect(try self.item(fields) == item)
    }

    @Test func contentFiltersAreKeptInOrder() throws {
        let item = try self.item(#""content":"x","content-filters":["var-subst","build-id"]"#)
        let content = HTTPStreamContent(content: ByteBuffer(string: "x"), contentFilters: ["var-subst", "build-id"])
        #expect(item == .send(content))
    }

    @Test func largeContentIsWhole() throws {
        let text = String(repeating: "y", count: 600_000)
        #expect(
            try self.item(#""content":"\#(text)\n""#)
                == .send(HTTPStreamContent(content: ByteBuffer(string: text + "\n")))
        )
        #expect(try self.item(#""content":"\#(text)""#) == .send(HTTPStreamContent(content: ByteBuffer(string: text))))
    }
}
