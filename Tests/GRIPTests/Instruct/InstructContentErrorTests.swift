import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 1.3: the reason for every fault of a JSON instruction.
@Suite struct InstructContentErrorTests {
    @Test(
        arguments: [
            "", "{nope", "{", "null x", "{'a':1}", #"{"a":1,}"#, "\u{0}", #"{"a":"\#u{1}"}"#,
            String(repeating: "[", count: 100_000),
        ]
    )
    func bodyThatIsNoJSONIsRefused(body: String) {
        #expect(jsonInstructFailure(body) == "failed to parse application/grip-instruct content as JSON")
    }

    @Test(arguments: ["[]", "null", "true", "1", #""{}""#, #"[{"hold":{}}]"#])
    func bodyThatIsNoObjectIsRefused(body: String) {
        #expect(jsonInstructFailure(body) == "instruct must be an object")
    }

    @Test(arguments: [201, 204, 404, 0, 502])
    func statusMustBe200(status: Int) {
        let reason = "response code for application/grip-instruct content must be 200"
        #expect(jsonInstructFailure("{}", status: status) == reason)
        #expect(jsonInstructFailure("{nope", status: status) == reason)
    }

    @Test(
        arguments: [
            ("null", "instruct contains 'hold' with wrong type"), ("1", "instruct contains 'hold' with wrong type"),
            ("[]", "instruct contains 'hold' with wrong type"), (#""""#, "instruct contains 'hold' with wrong type"),
            (#"{"mode":"x","channels":[]}"#, "hold 'mode' must be set to either 'response' or 'stream'"),
            (#"{"mode":"Stream","channels":[]}"#, "hold 'mode' must be set to either 'response' or 'stream'"),
            (#"{"mode":"","channels":[]}"#, "hold 'mode' must be set to either 'response' or 'stream'"),
            (#"{"mode":null,"channels":[]}"#, "hold contains 'mode' with wrong type"),
            (#"{"mode":1,"channels":[]}"#, "hold contains 'mode' with wrong type"),
            ("{}", "hold does not contain 'channels'"), (#"{"mode":"stream"}"#, "hold does not contain 'channels'"),
            (#"{"channels":null}"#, "hold contains 'channels' with wrong type"),
            (#"{"channels":{}}"#, "hold contains 'channels' with wrong type"),
            (#"{"channels":"a"}"#, "hold contains 'channels' with wrong type"),
            (#"{"channels":["a"]}"#, "channel is not an object"), (#"{"channels":[[]]}"#, "channel is not an object"),
            (#"{"channels":[{}]}"#, "channel does not contain 'name'"),
            (#"{"channels":[{"name":"a"},{"prev-id":"1"}]}"#, "channel does not contain 'name'"),
            (#"{"channels":[{"name":1}]}"#, "channel contains 'name' with wrong type"),
            (#"{"channels":[{"name":null}]}"#, "channel contains 'name' with wrong type"),
            (#"{"channels":[{"name":"a","prev-id":1}]}"#, "channel contains 'prev-id' with wrong type"),
            (#"{"channels":[{"name":"a","prev-id":null}]}"#, "channel contains 'prev-id' with wrong type"),
            (#"{"channels":[{"name":"a","filters":"f"}]}"#, "channel contains 'filters' with wrong type"),
            (#"{"channels":[{"name":"a","filters":["f",1]}]}"#, "filters contains value with wrong type"),
            (
                #"{"channels":[{"name":"a","filters":["1","2","3","4","5","6"]}]}"#,
                "too many filters for channel 'a'"
            ),
            (#"{"channels":[],"timeout":null}"#, "hold contains 'timeout' with wrong type"),
            (#"{"channels":[],"timeout":[]}"#, "hold contains 'timeout' with wrong type"),
            (#"{"channels":[],"timeout":{}}"#, "hold contains 'timeout' with wrong type"),
            (#"{"channels":[],"timeout":-1}"#, "hold contains 'timeout' with invalid value"),
            (#"{"channels":[],"timeout":"-5"}"#, "hold contains 'timeout' with invalid value"),
            (#"{"channels":[],"timeout":-1e99}"#, "hold contains 'timeout' with invalid value"),
            (#"{"channels":[],"keep-alive":"x"}"#, "hold contains 'keep-alive' with wrong type"),
            (#"{"channels":[],"keep-alive":null}"#, "hold contains 'keep-alive' with wrong type"),
            (#"{"channels":[],"keep-alive":{"content":1}}"#, "keep-alive contains 'content' with wrong type"),
            (#"{"channels":[],"keep-alive":{"content-bin":1}}"#, "keep-alive contains 'content-bin' with wrong type"),
            (
                #"{"channels":[],"keep-alive":{"content":"x","timeout":null}}"#,
                "keep-alive contains 'timeout' with wrong type"
            ),
            (#"{"channels":[],"keep-alive":{"timeout":-1}}"#, "keep-alive contains 'timeout' with invalid value"),
            (#"{"channels":[],"meta":[]}"#, "hold contains 'meta' with wrong type"),
            (#"{"channels":[],"meta":null}"#, "hold contains 'meta' with wrong type"),
            (#"{"channels":[],"meta":{"a":"1","K":2}}"#, "'meta' contains 'K' with wrong type"),
        ]
    )
    func holdIsRefused(hold: String, reason: String) {
        #expect(jsonInstructFailure(#"{"hold":\#(hold)}"#) == reason)
    }

    @Test(
        arguments: [
            ("null", "instruct contains 'response' with wrong type"),
            ("[]", "instruct contains 'response' with wrong type"),
            (#"{"code":null}"#, "response contains 'code' with wrong type"),
            (#"{"code":{}}"#, "response contains 'code' with wrong type"),
            (#"{"code":[200]}"#, "response contains 'code' with wrong type"),
            (#"{"code":-1}"#, "response contains 'code' with invalid value"),
            (#"{"code":1000}"#, "response contains 'code' with invalid value"),
            (#"{"code":"1e3"}"#, nil), (#"{"code":999.5}"#, "response contains 'code' with invalid value"),
            (#"{"reason":1}"#, "response contains 'reason' with wrong type"),
            (#"{"reason":null}"#, "response contains 'reason' with wrong type"),
            (#"{"headers":null}"#, "response contains 'headers' with wrong type"),
            (#"{"headers":"a: b"}"#, "response contains 'headers' with wrong type"),
            (#"{"headers":["a"]}"#, "headers contains element with wrong type"),
            (#"{"headers":[{"a":"b"}]}"#, "headers contains element with wrong type"),
            (#"{"headers":[["a"]]}"#, "headers contains list with wrong number of elements"),
            (#"{"headers":[["a","b","c"]]}"#, "headers contains list with wrong number of elements"),
            (#"{"headers":[[1,"b"]]}"#, "header contains name element with wrong type"),
            (#"{"headers":[["a",null]]}"#, "header contains value element with wrong type"),
            (#"{"headers":{"X-A":1}}"#, "headers contains 'X-A' with wrong type"),
            (#"{"body":1}"#, "response contains 'body' with wrong type"),
            (#"{"body":null}"#, "response contains 'body' with wrong type"),
            (#"{"body":{"a":1}}"#, "response contains 'body' with wrong type"),
            (#"{"body":"x","body-bin":1}"#, "response contains 'body-bin' with wrong type"),
        ] as [(String, String?)]
    )
    func responseIsRefused(response: String, reason: String?) {
        #expect(jsonInstructFailure(#"{"response":\#(response)}"#) == reason)
    }

    /// Response splitting: each of these would become a line of the response's head, or end it.
    @Test(
        arguments: [
            (#"{"headers":{"X":"a\r\nSet-Cookie: b"}}"#, "response headers contains 'X' with invalid value"),
            (#"{"headers":[["X","a\nb"]]}"#, "response headers contains 'X' with invalid value"),
            (#"{"headers":{"X":"a\u0000b"}}"#, "response headers contains 'X' with invalid value"),
            (#"{"headers":{"X":"\u007f"}}"#, "response headers contains 'X' with invalid value"),
            (#"{"headers":{"":"a"}}"#, "response headers contains '' with invalid value"),
            (#"{"headers":{"X Y":"a"}}"#, "response headers contains 'X Y' with invalid value"),
            (#"{"headers":{"X:":"a"}}"#, "response headers contains 'X:' with invalid value"),
            (#"{"headers":[["X\r\nY","a"]]}"#, #"response headers contains 'X\x0d\x0aY' with invalid value"#),
            (#"{"headers":{"ä":"a"}}"#, "response headers contains 'ä' with invalid value"),
            (#"{"reason":"OK\r\nX: y"}"#, "response contains 'reason' with invalid value"),
            (#"{"reason":"\u0000"}"#, "response contains 'reason' with invalid value"),
        ]
    )
    func whatWouldSplitTheResponseIsRefused(response: String, reason: String) {
        #expect(jsonInstructFailure(#"{"response":\#(response)}"#) == reason)
    }

    /// Each fault comes before those of the rows below it.
    @Test(
        arguments: [
            (
                #"{"mode":"x","channels":1,"timeout":-1,"keep-alive":1,"meta":1}"#,
                "hold 'mode' must be set to either 'response' or 'stream'"
            ),
            (#"{"channels":1,"timeout":-1,"keep-alive":1,"meta":1}"#, "hold contains 'channels' with wrong type"),
            (#"{"channels":[],"timeout":-1,"keep-alive":1,"meta":1}"#, "hold contains 'timeout' with invalid value"),
            (#"{"channels":[],"keep-alive":1,"meta":1}"#, "hold contains 'keep-alive' with wrong type"),
            (#"{"channels":[],"meta":1}"#, "hold contains 'meta' with wrong type"),
        ]
    )
    func theFirstFaultIsNamed(hold: String, reason: String) {
        #expect(jsonInstructFailure(#"{"response":1,"hold":\#(hold)}"#) == reason)
        #expect(
            jsonInstructFailure(#"{"response":1,"hold":\#(hold)}"#, ("Grip-Status", "x"), status: 201)
                == "Grip-Status contains invalid status code"
        )
    }
}
