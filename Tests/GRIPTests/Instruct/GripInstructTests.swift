import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 1.2 as a whole, and reference "behaviour" 3.1 for what an instruction is.
@Suite struct GripInstructTests {
    @Test func everyHeaderIsRead() throws {
        let instruction = try instruct(
            ("Content-Type", "text/plain"),
            ("Grip-Hold", "stream"),
            ("Grip-Channel", "a; prev-id=1; filter=build-id, b"),
            ("Grip-Timeout", "20"),
            ("Grip-Keep-Alive", #"event: keep-alive\ndata: \n\n; format=cstring; timeout=20; mode=interval"#),
            ("Grip-Set-Meta", #"user="alice", n=5"#),
            ("Grip-Status", "203 Custom Reason"),
            ("Grip-Expose-Headers", "X-A, x-b"),
            ("Grip-Link", "</next?a=1>; rel=next; timeout=60, </bye>; rel=gone"),
            ("Grip-Unknown", "x"),
            ("Grip-Channel", "c")
        )
        var expected = GripInstruct(
            hold: GripHold(
                mode: .stream,
                channels: [
                    GripChannel(name: "a", previousID: "1", filters: ["build-id"]), GripChannel(name: "b"),
                    GripChannel(name: "c"),
                ],
                timeout: .seconds(20),
                keepAlive: KeepAlive(
                    data: ByteBuffer(string: "event: keep-alive\ndata: \n\n"),
                    timeout: .seconds(20),
                    mode: .interval
                )
            ),
            status: GripStatus(code: 203, reason: "Custom Reason"),
            exposedHeaders: ["X-A", "x-b"],
            nextLink: GripLink(target: "/next?a=1", timeout: .seconds(60)),
            meta: ["user": "alice", "n": "5"]
        )
        expected.goneLink = GripLink(target: "/bye")
        #expect(instruction == expected)
    }

    @Test func noHeadersMeanNoHold() throws {
        #expect(try instruct() == GripInstruct())
        #expect(try instruct(("Content-Type", "text/plain"), ("Grip-Foo", "x")) == GripInstruct())
    }

    /// Filters of the first answer apply to its own body, so channels matter without a hold as well.
    @Test func channelsAreKeptWithoutAHold() throws {
        let instruction = try instruct(("Grip-Channel", "a; filter=build-id"), ("Grip-Link", "</p2>; rel=next"))
        #expect(instruction.hold == nil)
        #expect(instruction.channels == [GripChannel(name: "a", filters: ["build-id"])])
        #expect(instruction.nextLink == GripLink(target: "/p2", timeout: .seconds(120)))
    }

    @Test(arguments: [("grip-hold", "GRIP-CHANNEL"), ("GRIP-HOLD", "grip-channel"), ("gRiP-hOlD", "Grip-Channel")])
    func headerNamesMayBeInAnyCase(hold: String, channelHeader: String) throws {
        #expect(
            try instruct((hold, "response"), (channelHeader, "a")).hold
                == GripHold(mode: .response, channels: [GripChannel(name: "a")], timeout: .seconds(55))
        )
    }

    /// Reference "GRIP" 1.1: they are no lists.
    @Test func onlyTheFirstLineOfTheOtherHeadersCounts() throws {
        let instruction = try instruct(
            ("Grip-Hold", "stream"),
            ("Grip-Hold", "nonsense"),
            ("Grip-Timeout", "6"),
            ("Grip-Timeout", "nonsense"),
            ("Grip-Keep-Alive", "a,b; timeout=7"),
            ("Grip-Keep-Alive", "x; mode=nonsense"),
            ("Grip-Status", "404"),
            ("Grip-Status", "nonsense")
        )
        #expect(instruction.hold?.mode == .stream)
        #expect(instruction.hold?.timeout == .seconds(6))
        #expect(instruction.hold?.keepAlive == KeepAlive(data: ByteBuffer(string: "a,b"), timeout: .seconds(7)))
        #expect(instruction.status == GripStatus(code: 404))
    }

    @Test(
        arguments: [
            ("Grip-Hold", true), ("grip-anything", true), ("GRIP-", true), ("Grip", false), ("XGrip-Hold", false),
            ("Grip_Hold", false),
            ("", false), ("grip\rhold", false), ("Gripe-Hold", false),
        ]
    )
    func headerNamesAreRecognised(name: String, isInstruction: Bool) {
        #expect(GripInstruct.isHeaderName(name) == isInstruction)
        #expect(GripInstruct.isInstruction(headers: [("Server", "x"), (name, "y")]) == isInstruction)
    }

    @Test(
        arguments: [
            ("application/grip-instruct", true), ("application/grip-instruct; charset=utf-8", true),
            (" application/grip-instruct ;x", true),
            ("Application/grip-instruct", false), ("application/grip-instruct+json", false),
            ("application/grip", false), ("", false), (";", false),
            ("text/plain; application/grip-instruct", false),
        ]
    )
    func mediaTypesAreRecognised(value: String, isInstruction: Bool) {
        #expect(GripInstruct.isInstructionContentType(value) == isInstruction)
        #expect(GripInstruct.isInstruction(headers: [("content-TYPE", value)]) == isInstruction)
        #expect(!GripInstruct.isInstruction(headers: [("X-Content-Type", value)]))
    }
}
