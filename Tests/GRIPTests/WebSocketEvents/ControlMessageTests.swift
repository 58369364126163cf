import GRIP
import NIOCore
import Testing

/// Reference "WebSocket" 2.3; seed libraries P24.
@Suite struct ControlMessageTests {
    private static func message(
        _ kind: WebSocketMessageContent.Kind = .text,
        _ content: String = "x"
    ) -> WebSocketMessageContent {
        WebSocketMessageContent(kind: kind, content: ByteBuffer(string: content))
    }

    private func parse(_ json: String) throws -> ControlMessage {
        try ControlMessage(parsing: ByteBuffer(string: json))
    }

    @Test(
        arguments: [
            (#"{"type":"subscribe","channel":"c"}"#, .subscribe(channel: "c", filters: [])),
            (#"{"channel":"c","filters":[],"type":"subscribe"}"#, .subscribe(channel: "c", filters: [])),
            (
                #"{"filters":["a","b","a"],"channel":" c\u00e9","type":"subscribe"}"#,
                .subscribe(channel: " c\u{E9}", filters: ["a", "b", "a"])
            ),
            (#" { "type" : "subscribe" , "channel" : "a" , "channel" : "b" } "#, .subscribe(channel: "b", filters: [])),
            (#"{"type":"unsubscribe","channel":"c","filters":5}"#, .unsubscribe(channel: "c")),
            (#"{"type":"detach"}"#, .detach), (#"{"type":"detach","channel":1,"more":{"a":[null]}}"#, .detach),
            (#"{"type":"session","id":"s"}"#, .session(id: "s")), (#"{"type":"session"}"#, .session(id: nil)),
            (#"{"type":"session","id":""}"#, .session(id: nil)),
            (#"{"type":"set-meta","name":"n","value":"v"}"#, .setMeta(name: "n", value: "v")),
            (#"{"type":"set-meta","name":"n","value":""}"#, .setMeta(name: "n", value: "")),
            (#"{"type":"set-meta","name":"n"}"#, .setMeta(name: "n", value: nil)),
            (#"{"type":"flush-delayed"}"#, .flushDelayed), (#"{"type":"detac\u0068"}"#, .detach),
        ] as [(String, ControlMessage)]
    )
    func messageIsTaken(json: String, message: ControlMessage) throws {
        #expect(try self.parse(json) == message)
    }

    @Test(
        arguments: [
            (#""content":"x""#, message()), (#""content":"""#, message(.text, "")),
            (#""content-bin":"eA==""#, message()), (#""content-bin":"eA","content":"y""#, message()),
            (#""content-bin":"","content":"y""#, message(.text, "")),
            (#""content":"x","message-type":"text""#, message()),
            (#""content":"x","message-type":"binary""#, message(.binary)),
            (#""message-type":"ping","content":"""#, message(.ping, "")),
            (#""message-type":"pong","content-bin":"eA==""#, message(.pong)),
        ]
    )
    func contentIsTaken(fields: String, message: WebSocketMessageContent) throws {
        #expect(
            try self.parse(#"{"type":"keep-alive",\#(fields)}"#) == .keepAlive(ControlKeepAlive(message: message))
        )
        #expect(
            try self.parse(#"{"type":"send-delayed",\#(fields)}"#)
                == .sendDelayed(ControlDelayedMessage(message: message))
        )
    }

    @Test(
        arguments: [
            ("1", 1), ("1.0", 1), ("1e2", 100), ("1.5", 2), ("2.4", 2), (#""3""#, 3), ("2147483647", 2_147_483_647),
            ("2147483648", 2_147_483_647), ("1e300", 2_147_483_647), ("1e999", 2_147_483_647),
            ("99999999999999999999", 2_147_483_647),
        ] as [(String, Int)]
    )
    func timeoutIsAnyNumber(timeout: String, seconds: Int) throws {
        let fields = #""content":"x","timeout":\#(timeout)"#
        #expect(
            try self.parse(#"{"type":"keep-alive",\#(fields)}"#)
                == .keepAlive(ControlKeepAlive(message: Self.message(), timeout: .seconds(seconds)))
        )
        #expect(
            try self.parse(#"{"type":"send-delayed",\#(fields)}"#)
                == .sendDelayed(ControlDelayedMessage(message: Self.message(), delay: .seconds(seconds)))
        )
    }

    @Test(arguments: ["", #","timeout":0"#, #","timeout":0.4"#, #","timeout":-0.0"#, #","timeout":"soon""#])
    func timeoutHasADefault(field: String) throws {
        #expect(
            try self.parse(#"{"type":"keep-alive","content":"x"\#(field)}"#)
                == .keepAlive(ControlKeepAlive(message: Self.message(), timeout: .seconds(55)))
        )
        #expect(
            try self.parse(#"{"type":"send-delayed","content":"x"\#(field)}"#)
                == .sendDelayed(ControlDelayedMessage(message: Self.message(), delay: .seconds(1)))
        )
    }

    @Test(
        arguments: [("interval", .interval), ("idle", .idle), ("", .idle), ("Interval", .idle), ("x", .idle)]
            as [(String, KeepAlive.Mode)]
    )
    func modeIsRead(mode: String, expected: KeepAlive.Mode) throws {
        #expect(
            try self.parse(#"{"type":"keep-alive","content":"x","mode":"\#(mode)"}"#)
                == .keepAlive(ControlKeepAlive(message: Self.message(), mode: expected))
        )
    }

    @Test(arguments: ["", #","message-type":"ping""#, #","timeout":[],"mode":"interval""#])
    func keepAliveWithoutContentSwitchesOff(fields: String) throws {
        #expect(try self.parse(#"{"type":"keep-alive"\#(fields)}"#) == .keepAlive(nil))
    }

    @Test(
        arguments: [
            ("1", "is not an object"), ("[]", "is not an object"), (#""detach""#, "is not an object"),
            ("null", "is not an object"),
            ("{}", "does not contain 'type'"), (#"{"type":null}"#, "contains 'type' with wrong type"),
            (#"{"type":1}"#, "contains 'type' with wrong type"),
            (#"{"type":""}"#, "contains 'type' with unknown value ''"),
            (#"{"type":"Detach"}"#, "contains 'type' with unknown value 'Detach'"),
            (#"{"type":"publish"}"#, "contains 'type' with unknown value 'publish'"),
            (#"{"type":"a\nb"}"#, #"contains 'type' with unknown value 'a\x0ab'"#),
            (#"{"type":"subscribe"}"#, "does not contain 'channel'"),
            (#"{"type":"subscribe","channel":1}"#, "contains 'channel' with wrong type"),
            (#"{"type":"subscribe","channel":""}"#, "contains 'channel' with invalid value"),
            (#"{"type":"subscribe","channel":"c","filters":"a"}"#, "contains 'filters' with wrong type"),
            (#"{"type":"subscribe","channel":"c","filters":null}"#, "contains 'filters' with wrong type"),
            (#"{"type":"unsubscribe"}"#, "does not contain 'channel'"),
            (#"{"type":"unsubscribe","channel":""}"#, "contains 'channel' with invalid value"),
            (#"{"type":"session","id":1}"#, "contains 'id' with wrong type"),
            (#"{"type":"session","id":null}"#, "contains 'id' with wrong type"),
            (#"{"type":"set-meta"}"#, "does not contain 'name'"),
            (#"{"type":"set-meta","name":""}"#, "contains 'name' with invalid value"),
            (#"{"type":"set-meta","name":[],"value":1}"#, "contains 'name' with wrong type"),
            (#"{"type":"set-meta","name":"n","value":1}"#, "contains 'value' with wrong type"),
            (#"{"type":"set-meta","name":"n","value":null}"#, "contains 'value' with wrong type"),
            (#"{"type":"keep-alive","content":1}"#, "contains 'content' with wrong type"),
            (#"{"type":"keep-alive","content":null}"#, "contains 'content' with wrong type"),
            (#"{"type":"keep-alive","content-bin":[],"content":""}"#, "contains 'content-bin' with wrong type"),
            (#"{"type":"keep-alive","content":"","message-type":1}"#, "contains 'message-type' with wrong type"),
            (
                #"{"type":"keep-alive","content":"","message-type":"close"}"#,
                "contains 'message-type' with unknown value 'close'"
            ),
            (#"{"type":"keep-alive","content":"","mode":1}"#, "contains 'mode' with wrong type"),
            (#"{"type":"keep-alive","content":"","timeout":-1}"#, "contains 'timeout' with invalid value"),
            (#"{"type":"keep-alive","content":"","timeout":-1e99}"#, "contains 'timeout' with invalid value"),
            (#"{"type":"keep-alive","content":"","timeout":null}"#, "contains 'timeout' with wrong type"),
            (#"{"type":"send-delayed","content":"","timeout":{}}"#, "contains 'timeout' with wrong type"),
            (#"{"type":"send-delayed"}"#, "does not contain 'content' or 'content-bin'"),
            (#"{"type":"send-delayed","timeout":1}"#, "does not contain 'content' or 'content-bin'"),
        ]
    )
    func messageIsRefused(json: String, text: String) {
        #expect(self.failure(json) == "control message " + text)
    }

    @Test func filtersMustBeText() {
        #expect(
            self.failure(#"{"type":"subscribe","channel":"c","filters":["a",1]}"#)
                == "filters contains element with wrong type"
        )
    }

    @Test(
        arguments: [
            ("", "at byte 0: text ends too early"), ("{bad", "at byte 1: unexpected byte 0x62"),
            (#"{"type":"detach"} x"#, "at byte 18: unexpected byte 0x78"),
        ]
    )
    func textThatIsNotJSONIsRefused(json: String, text: String) {
        #expect(self.failure(json) == "control message is invalid JSON \(text)")
    }

    /// Damaged messages must be taken or refused, never crash, and never get a time of zero or a nameless channel.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedMessageIsHandled(seed: UInt64) {
        let messages = [
            #"{"type":"subscribe","channel":"c","filters":["skip-self","var-subst"]}"#,
            #"{"type":"keep-alive","content-bin":"AA==","message-type":"ping","timeout":1e1,"mode":"interval"}"#,
            #"{"timeout":20,"content":"x","type":"send-delayed"}"#,
            #"{"type":"set-meta","name":"user","value":"a\u00e9"}"#,
        ]
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let text = messages.randomElement(using: &generator) ?? ""
            let damaged = Mutation.mutate(Array(text.utf8), using: &generator)
            guard let message = try? ControlMessage(parsing: ByteBuffer(bytes: damaged)) else { continue }
            switch message {
            case .subscribe(let channelName, _), .unsubscribe(let channelName):
                #expect(!channelName.isEmpty, "seed \(seed)")
            case .keepAlive(let keepAlive): #expect(keepAlive.map { $0.timeout >= .seconds(1) } ?? true, "seed \(seed)")
            case .sendDelayed(let delayed): #expect(delayed.delay >= .seconds(1), "seed \(seed)")
            case .setMeta(let name, _): #expect(!name.isEmpty, "seed \(seed)")
            case .detach, .session, .flushDelayed: break
            }
        }
    }

    private func failure(_ json: String) -> String? {
        do throws(ControlMessageError) {
            _ = try ControlMessage(parsing: ByteBuffer(string: json))
            return nil
        } catch {
            return error.description
        }
    }
}
