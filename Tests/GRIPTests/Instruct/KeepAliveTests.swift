import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 1.2, `Grip-Keep-Alive`; seed libraries P5.
@Suite struct KeepAliveTests {
    private func keepAlive(_ value: String) throws -> KeepAlive? {
        try instruct(("Grip-Hold", "stream"), ("Grip-Keep-Alive", value)).hold?.keepAlive
    }

    @Test(
        arguments: [
            ("ka", "ka"), (" ka ", "ka"), ("a, b: c=d", "a, b: c=d"), ("ka; format=raw", "ka"), (#"a\n"#, #"a\n"#),
            (#""q;r""#, #""q"#), (#""q""#, #""q""#),
            (#"a\r\n\\b\tz; format=cstring"#, "a\r\n\\b\tz"),
            (#"event: ka\x3b a\x2c b\n\n; format=cstring"#, "event: ka; a, b\n\n"),
            (#"data: \n\n; format=cstring"#, "data: \n\n"), ("aGk=; format=base64", "hi"), ("aGk; Format=base64", "hi"),
            ("a G!k; format=base64", "hi"), ("=; format=base64", ""),
            (#"x; format="cstring""#, "x"),
        ]
    )
    func dataIsDecoded(value: String, data: String) throws {
        #expect(
            try self.keepAlive(value) == KeepAlive(data: ByteBuffer(string: data), timeout: .seconds(55), mode: .idle)
        )
    }

    @Test func bytesThatAreNoTextAreKept() throws {
        #expect(try self.keepAlive(#"\x00\xffZ; format=cstring"#)?.data == ByteBuffer(bytes: [0, 0xFF, 0x5A]))
        #expect(try self.keepAlive("AAH/Cg==; format=base64")?.data == ByteBuffer(bytes: [0, 1, 0xFF, 10]))
    }

    @Test(arguments: [("0", 1), ("1", 1), ("2", 2), ("20", 20), (#""7""#, 7), ("2147483647", 2_147_483_647)])
    func timeoutIsRaisedToOneSecond(value: String, seconds: Int) throws {
        #expect(try self.keepAlive("x; timeout=\(value)")?.timeout == .seconds(seconds))
    }

    @Test(
        arguments: [("x; mode=idle", .idle), ("x; mode=interval", .interval), ("x; MODE=interval", .interval)]
            as [(String, KeepAlive.Mode)]
    )
    func modeIsRead(value: String, mode: KeepAlive.Mode) throws {
        #expect(try self.keepAlive(value)?.mode == mode)
    }

    @Test(arguments: ["", "  ", #"x; timeout="5"#])
    func emptyAndUnreadableValuesAreIgnored(value: String) throws {
        #expect(try self.keepAlive(value) == nil)
    }
}
