import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 1.3: what a JSON instruction says, alone and with headers beside it.
@Suite struct GripInstructJSONTests {
    private func hold(_ fields: String, _ headers: (name: String, value: String)...) throws -> GripHold? {
        try GripInstruct(
            json: ByteBuffer(string: #"{"hold":{"channels":[],\#(fields)}}"#),
            headers: headers,
            status: 200
        ).hold
    }

    @Test func everyFieldIsRead() throws {
        let instruction = try jsonInstruct(
            #"""
            {
              "hold": {
                "mode": "stream",
                "channels": [
                  { "name": "a", "prev-id": "1", "filters": ["skip-self", "odd"] }, { "name": "käsé-日本" },
                  { "name": "", "prev-id": "", "filters": [] }
                ],
                "timeout": 20,
                "keep-alive": { "content": "x", "content-bin": "AP8K", "timeout": 7, "mode": "idle" },
                "meta": { "user": "alice", "v": "" },
                "unknown": null
              },
              "response": {
                "code": 201, "reason": "Flowing", "headers": { "X-B": "1", "Content-Type": "text/z" },
                "body": "text", "body-bin": "AAEC", "unknown": {}
              },
              "unknown": []
            }
            """#
        )
        let expected = GripInstruct(
            hold: GripHold(
                mode: .stream,
                channels: [
                    GripChannel(name: "a", previousID: "1", filters: ["skip-self", "odd"]),
                    GripChannel(name: "käsé-日本"), GripChannel(name: "", previousID: ""),
                ],
                timeout: .seconds(20),
                keepAlive: KeepAlive(data: ByteBuffer(bytes: [0, 0xFF, 0x0A]), timeout: .seconds(7), mode: .interval)
            ),
            meta: ["user": "alice", "v": ""],
            response: InstructResponse(
                status: 201,
                reason: "Flowing",
                headers: [("Content-Type", "text/z"), ("X-B", "1")],
                body: ByteBuffer(bytes: [0, 1, 2])
            )
        )
        #expect(instruction == expected)
    }

    /// Pushpin fails on it with an empty text; here it is an empty response.
    @Test(arguments: ["{}", " {\r\n}\t", "\u{FEFF}{}", #"{"other":1}"#, #"{"response":{}}"#])
    func nothingIsAnEmptyResponse(body: String) throws {
        #expect(try jsonInstruct(body) == GripInstruct(response: InstructResponse()))
    }

    @Test func aHoldWithoutModeIsAResponseHold() throws {
        let expected = GripHold(mode: .response, channels: [GripChannel(name: "a")], timeout: .seconds(55))
        #expect(try jsonInstruct(#"{"hold":{"channels":[{"name":"a"}]}}"#).hold == expected)
        let beside = try jsonInstruct(#"{"hold":{"channels":[{"name":"a"}]}}"#, ("Grip-Hold", "stream"))
        #expect(beside.hold == expected)
    }

    @Test(
        arguments: [
            ("0", 5), ("4.4", 5), ("5", 5), ("6", 6), ("6.5", 7), (#""20""#, 20), (#"" 21 ""#, 21), (#""soon""#, 5),
            ("true", 5), ("-0.4", 5), ("1e9", 1_000_000_000), ("1e99", 2_147_483_647),
            ("9223372036854775807", 2_147_483_647),
        ]
    )
    func timeoutIsReadLeniently(value: String, seconds: Int) throws {
        #expect(try self.hold(#""timeout":\#(value)"#)?.timeout == .seconds(seconds))
    }

    @Test(
        arguments: [
            (#"{"content":"ping\n"}"#, KeepAlive(data: ByteBuffer(string: "ping\n"), mode: .interval)),
            (
                #"{"content":"\u00e4","timeout":0}"#,
                KeepAlive(data: ByteBuffer(string: "ä"), timeout: .seconds(1), mode: .interval)
            ),
            (
                #"{"content-bin":" Cg ==","timeout":"9"}"#,
                KeepAlive(data: ByteBuffer(string: "\n"), timeout: .seconds(9), mode: .interval)
            ),
            // An empty chunk would end the stream, so nothing to send is no keep-alive.
            ("{}", nil), (#"{"content":""}"#, nil), (#"{"content":"x","content-bin":""}"#, nil),
            (#"{"timeout":5}"#, nil),
        ] as [(String, KeepAlive?)]
    )
    func keepAliveIsRead(value: String, keepAlive: KeepAlive?) throws {
        #expect(try self.hold(#""keep-alive":\#(value)"#)?.keepAlive == keepAlive)
    }

    @Test func headersBesideTheBodyAreReadFirst() throws {
        let instruction = try jsonInstruct(
            #"{"hold":{"mode":"stream","channels":[{"name":"b"}],"meta":{"x":"json"}},"response":{"body":"open"}}"#,
            ("Content-Type", "application/grip-instruct"),
            ("Grip-Channel", "a; prev-id=1"),
            ("Grip-Link", "</next>; rel=next; timeout=9, </bye>; rel=gone"),
            ("Grip-Set-Meta", "x=header, y=header"),
            ("Grip-Keep-Alive", "k; timeout=8"),
            ("Grip-Timeout", "30"),
            ("Grip-Status", "404 Lost"),
            ("Grip-Expose-Headers", "X-A")
        )
        var expected = GripInstruct(
            hold: GripHold(
                mode: .stream,
                channels: [GripChannel(name: "a", previousID: "1"), GripChannel(name: "b")],
                timeout: .seconds(30),
                keepAlive: KeepAlive(data: ByteBuffer(string: "k"), timeout: .seconds(8), mode: .idle)
            ),
            nextLink: GripLink(target: "/next", timeout: .seconds(9)),
            meta: ["x": "json", "y": "header"],
            response: InstructResponse(status: 404, reason: "Lost", body: ByteBuffer(string: "open"))
        )
        expected.goneLink = GripLink(target: "/bye")
        #expect(instruction == expected)
    }

    @Test func theBodyReplacesWhatTheHeadersSay() throws {
        let hold = try self.hold(
            #""timeout":6,"keep-alive":{"content":"json"}"#,
            ("Grip-Keep-Alive", "header; timeout=8"),
            ("Grip-Timeout", "30")
        )
        #expect(hold?.timeout == .seconds(6))
        #expect(hold?.keepAlive == KeepAlive(data: ByteBuffer(string: "json"), timeout: .seconds(55), mode: .interval))
        #expect(try self.hold(#""keep-alive":{}"#, ("Grip-Keep-Alive", "header"))?.keepAlive == nil)
    }

    @Test func aHoldOfTheHeadersStandsWhenTheBodyHasNone() throws {
        let instruction = try jsonInstruct("{}", ("Grip-Hold", "stream"), ("Grip-Channel", "a"))
        let hold = GripHold(mode: .stream, channels: [GripChannel(name: "a")], timeout: .seconds(55))
        #expect(instruction == GripInstruct(hold: hold, response: InstructResponse()))
    }

    @Test func channelsAreKeptWithoutAHold() throws {
        let instruction = try jsonInstruct("{}", ("Grip-Channel", "a; filter=build-id"))
        #expect(instruction.hold == nil)
        #expect(instruction.channels == [GripChannel(name: "a", filters: ["build-id"])])
    }
}
