import Testing

@testable import GRIP

@Suite struct CStringTests {
    @Test(
        arguments: [
            ("", []), ("abc", [0x61, 0x62, 0x63]), (#"\\"#, [0x5C]), (#"\r\n\t"#, [13, 10, 9]),
            (#"\x00\xFf\xaB"#, [0, 0xFF, 0xAB]), (#"\x414"#, [0x41, 0x34]),
            // Unknown escapes stay as they are, so that an encoder with one backslash too many does no harm.
            (#"\d"#, [0x5C, 0x64]), (#"\"a"#, [0x5C, 0x22, 0x61]), (#"\N\0"#, [0x5C, 0x4E, 0x5C, 0x30]),
            (#"\\\a"#, [0x5C, 0x5C, 0x61]), (#"\ \n"#, [0x5C, 0x20, 10]),
        ] as [(String, [UInt8])]
    )
    func textIsDecoded(text: String, bytes: [UInt8]) {
        #expect(CString.decode(Array(text.utf8)[...]) == bytes)
    }

    @Test(arguments: [#"\"#, #"a\"#, #"\\\"#, #"\x"#, #"\x1"#, #"\xg1"#, #"\x1g"#, #"\x\n"#])
    func unfinishedEscapesAreRefused(text: String) {
        #expect(CString.decode(Array(text.utf8)[...]) == nil)
    }
}
