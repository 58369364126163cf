import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 1.2: `Grip-Hold`, `Grip-Timeout`, `Grip-Status`, `Grip-Set-Meta`, `Grip-Expose-Headers`.
@Suite struct GripHoldTests {
    @Test(arguments: [("response", .response), ("stream", .stream)] as [(String, GripHold.Mode)])
    func modeIsRead(value: String, mode: GripHold.Mode) throws {
        #expect(try instruct(("Grip-Hold", value)).hold == GripHold(mode: mode, timeout: .seconds(55)))
    }

    @Test(arguments: [("0", 5), ("1", 5), ("5", 5), ("6", 6), ("+7", 7), (" 8 ", 8), ("2147483647", 2_147_483_647)])
    func timeoutIsRaisedToFiveSeconds(value: String, seconds: Int) throws {
        #expect(try instruct(("Grip-Hold", "response"), ("Grip-Timeout", value)).hold?.timeout == .seconds(seconds))
    }

    @Test(
        arguments: [
            ("404", GripStatus(code: 404)), ("299 Quite Fine", GripStatus(code: 299, reason: "Quite Fine")),
            ("0", GripStatus(code: 0)),
            ("999  X ", GripStatus(code: 999, reason: "X")), ("200 ", GripStatus(code: 200)),
            ("304 Not, Modified; x", GripStatus(code: 304, reason: "Not, Modified; x")),
        ]
    )
    func statusIsRead(value: String, status: GripStatus) throws {
        #expect(try instruct(("Grip-Status", value)).status == status)
    }

    @Test(
        arguments: [
            (["a=1"], ["a": "1"]), (["a=1, b=2"], ["a": "1", "b": "2"]), (["a=1", "b=2"], ["a": "1", "b": "2"]),
            (["a=1; b=2"], ["a": "1"]),
            (["a=1, a=2"], ["a": "2"]), ([#"a="x y", b="p,q;r""#], ["a": "x y", "b": "p,q;r"]),
            ([#"a="q\"\\x""#], ["a": #"q"\x"#]),
            ([#"a="unclosed"#], [:]), ([#"a="unclosed, b=2"#, "c=3"], ["c": "3"]), (["a"], ["a": ""]),
            (["a="], ["a": ""]), (["=1"], [:]), ([""], [:]),
            (
                [#"id_format="test:%(events-test)s,other:%(events-other)s", user="anonymous""#],
                ["id_format": "test:%(events-test)s,other:%(events-other)s", "user": "anonymous"]
            ),
            (["User=x"], ["User": "x"]), (["a = 1 "], ["a": "1"]),
        ] as [([String], [String: String])]
    )
    func metaIsRead(values: [String], meta: [String: String]) throws {
        #expect(try GripInstruct(headers: values.map { (name: "Grip-Set-Meta", value: $0) }).meta == meta)
    }

    @Test(
        arguments: [
            (["X-A"], ["X-A"]), (["X-A, x-b", "Content-Type"], ["X-A", "x-b", "Content-Type"]), ([""], []),
            ([",, X-A ,"], ["X-A"]),
        ] as [([String], [String])]
    )
    func exposedHeadersAreRead(values: [String], names: [String]) throws {
        #expect(
            try GripInstruct(headers: values.map { (name: "Grip-Expose-Headers", value: $0) }).exposedHeaders == names
        )
    }
}
