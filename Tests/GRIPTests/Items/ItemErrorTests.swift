import GRIP
import Testing

/// Reference "GRIP" 3.2: the text for every fault of an item, and which one of several comes first.
@Suite struct ItemErrorTests {
    private func failure(_ item: String) -> String? {
        publishFailure(#"{"items":[\#(item)]}"#).map { String($0.dropFirst("Invalid format: ".count)) }
    }

    @Test(
        arguments: [
            (#"{"formats":{"x":1}}"#, "does not contain 'channel'"),
            (#"{"channel":5}"#, "contains 'channel' with wrong type"),
            (#"{"channel":null}"#, "contains 'channel' with wrong type"),
            (#"{"channel":"c","id":1,"x":{}}"#, "contains 'id' with wrong type"),
            (#"{"channel":"c","id":null}"#, "contains 'id' with wrong type"),
            (#"{"channel":"c","prev-id":1}"#, "contains 'prev-id' with wrong type"),
            (#"{"channel":"c","prev-id":null}"#, "contains 'prev-id' with wrong type"),
            (#"{"channel":"c","formats":[]}"#, "contains 'formats' with wrong type"),
            (#"{"channel":"c","formats":null}"#, "contains 'formats' with wrong type"),
            (#"{"channel":"c","formats":{"x":1},"meta":[]}"#, "contains 'meta' with wrong type"),
            (#"{"channel":"c","formats":{"x":1},"meta":null}"#, "contains 'meta' with wrong type"),
            (#"{"channel":"c","formats":{"x":1},"size":[]}"#, "contains 'size' with wrong type"),
            (#"{"channel":"c","formats":{"x":1},"size":null}"#, "contains 'size' with wrong type"),
            (#"{"channel":"c","formats":{"x":1},"size":-1}"#, "contains 'size' with invalid value"),
            (#"{"channel":"c","formats":{"x":1},"no-seq":"yes"}"#, "contains 'no-seq' with wrong type"),
            (#"{"channel":"c","formats":{"x":1},"no-seq":1}"#, "contains 'no-seq' with wrong type"),
            (#"{"channel":"c","formats":{"x":1},"no-seq":null}"#, "contains 'no-seq' with wrong type"),
        ]
    )
    func itemIsRefused(item: String, message: String) {
        #expect(self.failure(item) == "publish item object " + message)
    }

    @Test(
        arguments: [
            (#"{"channel":"c"}"#, "no formats specified"), (#"{"channel":"c","formats":{}}"#, "no formats specified"),
            (#"{"channel":"c","formats":{},"http-stream":{"content":"x"}}"#, "no formats specified"),
            (#"{"channel":"c","smoke-signal":{}}"#, "no formats specified"),
            (#"{"channel":"c","formats":{"x":1},"meta":{"a":"b","k":1}}"#, "'meta' contains 'k' with wrong type"),
        ]
    )
    func itemIsRefusedWithItsOwnText(item: String, message: String) {
        #expect(self.failure(item) == message)
    }

    @Test(
        arguments: [
            ("http-response", "1", "is not an object"), ("http-stream", "null", "is not an object"),
            ("ws-message", "[]", "is not an object"),
            ("http-response", #"{"action":1}"#, "contains 'action' with wrong type"),
            ("http-stream", #"{"action":null}"#, "contains 'action' with wrong type"),
            ("http-response", #"{"code":[],"body":""}"#, "contains 'code' with wrong type"),
            ("http-response", #"{"code":{},"body":""}"#, "contains 'code' with wrong type"),
            ("http-response", #"{"code":null,"body":""}"#, "contains 'code' with wrong type"),
            ("http-response", #"{"code":1000,"body":""}"#, "contains 'code' with invalid value"),
            ("http-response", #"{"code":-1,"body":""}"#, "contains 'code' with invalid value"),
            ("http-response", #"{"code":"1000","body":""}"#, "contains 'code' with invalid value"),
            ("http-response", #"{"code":999.5,"body":""}"#, "contains 'code' with invalid value"),
            ("http-response", #"{"code":1e999,"body":""}"#, "contains 'code' with invalid value"),
            ("http-response", #"{"reason":5,"body":""}"#, "contains 'reason' with wrong type"),
            ("http-response", #"{"reason":null,"body":""}"#, "contains 'reason' with wrong type"),
            ("http-response", #"{"headers":1,"body":""}"#, "contains 'headers' with wrong type"),
            ("http-response", #"{"headers":null,"body":""}"#, "contains 'headers' with wrong type"),
            ("http-response", #"{}"#, "does not contain 'body', 'body-bin', or 'body-patch'"),
            ("http-response", #"{"action":"send"}"#, "does not contain 'body', 'body-bin', or 'body-patch'"),
            ("http-response", #"{"body":1}"#, "contains 'body' with wrong type"),
            ("http-response", #"{"body":null}"#, "contains 'body' with wrong type"),
            ("http-response", #"{"body-bin":1,"body":"x"}"#, "contains 'body-bin' with wrong type"),
            ("http-response", #"{"body-patch":{}}"#, "contains 'body-patch' with wrong type"),
            ("http-response", #"{"body-patch":"[]"}"#, "contains 'body-patch' with wrong type"),
            ("http-response", #"{"body":"","content-filters":"x"}"#, "contains 'content-filters' with wrong type"),
            ("http-stream", "{}", "does not contain 'content' or 'content-bin'"),
            ("http-stream", #"{"content":1}"#, "contains 'content' with wrong type"),
            ("http-stream", #"{"content":null}"#, "contains 'content' with wrong type"),
            ("http-stream", #"{"content-bin":1}"#, "contains 'content-bin' with wrong type"),
            ("http-stream", #"{"content":"","content-filters":null}"#, "contains 'content-filters' with wrong type"),
            ("ws-message", "{}", "does not contain 'content' or 'content-bin'"),
            ("ws-message", #"{"type":"text"}"#, "does not contain 'content' or 'content-bin'"),
            ("ws-message", #"{"type":"binary"}"#, "does not contain 'content' or 'content-bin'"),
            ("ws-message", #"{"type":"odd","content":"x"}"#, "contains 'type' with unknown value"),
            ("ws-message", #"{"type":"Text","content":"x"}"#, "contains 'type' with unknown value"),
            ("ws-message", #"{"type":1,"content":"x"}"#, "contains 'type' with wrong type"),
            ("ws-message", #"{"type":"ping","content":1}"#, "contains 'content' with wrong type"),
            ("ws-message", #"{"action":"close","code":[]}"#, "contains 'code' with wrong type"),
            ("ws-message", #"{"action":"close","code":-1}"#, "contains 'code' with invalid value"),
            ("ws-message", #"{"action":"close","reason":1}"#, "contains 'reason' with wrong type"),
        ]
    )
    func formatIsRefused(format: String, value: String, message: String) {
        #expect(self.failure(#"{"channel":"c","formats":{"\#(format)":\#(value)}}"#) == "'\(format)' \(message)")
        #expect(self.failure(#"{"channel":"c","\#(format)":\#(value)}"#) == "'\(format)' \(message)")
    }

    @Test(
        arguments: [
            (#"[1]"#, "headers contains element with wrong type"),
            (#"[{}]"#, "headers contains element with wrong type"),
            (#"["a: b"]"#, "headers contains element with wrong type"),
            (#"[["a"]]"#, "headers contains list with wrong number of elements"),
            (#"[[]]"#, "headers contains list with wrong number of elements"),
            (#"[["a","b","c"]]"#, "headers contains list with wrong number of elements"),
            (#"[[1,"b"]]"#, "header contains name element with wrong type"),
            (#"[[null,1]]"#, "header contains name element with wrong type"),
            (#"[["a",1]]"#, "header contains value element with wrong type"),
            (#"[["ok","ok"],["a",[]]]"#, "header contains value element with wrong type"),
            (#"{"X-A":1}"#, "headers contains 'X-A' with wrong type"),
            (#"{"X-A":null}"#, "headers contains 'X-A' with wrong type"),
            (#"{"b":1,"a":1}"#, "headers contains 'a' with wrong type"),
        ]
    )
    func headersAreRefused(headers: String, message: String) {
        #expect(self.failure(#"{"channel":"c","http-response":{"headers":\#(headers),"body":""}}"#) == message)
    }

    @Test(
        arguments: [
            (#"{"body":"","content-filters":[1]}"#, "http-response"),
            (#"{"content":"","content-filters":["a",null]}"#, "http-stream"),
            (#"{"content":"","content-filters":[[]]}"#, "ws-message"),
        ]
    )
    func contentFiltersAreRefused(value: String, format: String) {
        #expect(
            self.failure(#"{"channel":"c","\#(format)":\#(value)}"#)
                == "content-filters contains element with wrong type"
        )
    }

    /// Response splitting: a line break in a published header would end the head of another client's response.
    @Test(
        arguments: [
            (#"{"X":"a\r\nSet-Cookie: b"}"#, "X"), (#"[["X","a\nb"]]"#, "X"), (#"{"X":"\u0000"}"#, "X"),
            (#"{"X":"\u007f"}"#, "X"), (#"{"":"a"}"#, ""),
            (#"{"a b":"c"}"#, "a b"), (#"{"a:":"c"}"#, "a:"), (#"[["a\r\nb","c"]]"#, #"a\x0d\x0ab"#),
            (#"{"\u00e4":"c"}"#, "ä"), (#"{"\u007f":""}"#, #"\x7f"#),
        ]
    )
    func headersThatWouldChangeTheResponseAreRefused(headers: String, name: String) {
        #expect(
            self.failure(#"{"channel":"c","http-response":{"headers":\#(headers),"body":""}}"#)
                == "'http-response' headers contains '\(name)' with invalid value"
        )
    }

    @Test(arguments: [#"a\r\nb"#, #"a\nb"#, #"\u0000"#])
    func reasonsThatWouldChangeTheResponseAreRefused(reason: String) {
        #expect(
            self.failure(#"{"channel":"c","http-response":{"reason":"\#(reason)","body":""}}"#)
                == "'http-response' contains 'reason' with invalid value"
        )
    }

    /// Compatibility: Pushpin has no text for this.
    @Test(arguments: ["http-response", "http-stream", "ws-message"], ["", "Send", "explode"])
    func anUnknownActionHasNoText(format: String, action: String) {
        #expect(
            publishFailure(#"{"items":[{"channel":"c","\#(format)":{"action":"\#(action)"}}]}"#) == "Invalid format: "
        )
    }

    /// Each row has all the faults of the rows below it, and one more.
    @Test(
        arguments: [
            (#""channel":1,"id":1,"prev-id":1,"formats":1,"meta":1,"size":[],"no-seq":1"#, "'channel' with wrong type"),
            (#""channel":"","id":1,"prev-id":1,"formats":1,"meta":1,"size":[],"no-seq":1"#, "'id' with wrong type"),
            (#""channel":"","prev-id":1,"formats":1,"meta":1,"size":[],"no-seq":1"#, "'prev-id' with wrong type"),
            (#""channel":"","formats":1,"meta":1,"size":[],"no-seq":1"#, "'formats' with wrong type"),
            (#""channel":"","formats":{},"meta":1,"size":[],"no-seq":1"#, "no formats specified"),
            (
                #""channel":"","http-response":1,"http-stream":1,"ws-message":1,"meta":1,"size":[],"no-seq":1"#,
                "'meta' with wrong type"
            ),
            (
                #""channel":"","http-response":1,"http-stream":1,"ws-message":1,"size":[],"no-seq":1"#,
                "'size' with wrong type"
            ),
            (#""channel":"","http-response":1,"http-stream":1,"ws-message":1,"no-seq":1"#, "'no-seq' with wrong type"),
            (#""channel":"","ws-message":1,"http-stream":1,"http-response":1"#, "'http-response' is not an object"),
            (#""channel":"","ws-message":1,"http-stream":1"#, "'http-stream' is not an object"),
            (#""channel":"","ws-message":1"#, "'ws-message' is not an object"),
        ]
    )
    func faultsAreReportedInTheOrderOfTheReference(fields: String, message: String) throws {
        let failure = try #require(self.failure("{\(fields)}"))
        #expect(failure.hasSuffix(message))
    }
}
