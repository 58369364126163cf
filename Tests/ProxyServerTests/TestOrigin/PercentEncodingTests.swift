import Testing

@testable import ProxyServer

struct PercentEncodingTests {
    private static func decode(_ text: String) -> [UInt8] {
        PercentEncoding.decode(Array(text.utf8)[...])
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("a%20b", "a b"), ("%41%7a", "Az"), ("%C3%A9", "é"), ("%c3%a9", "é"),
        ("%2525", "%25"), ("a+b", "a+b"), ("%2F%3D%26", "/=&"),
        // What begins no escape stands for itself.
        ("%", "%"), ("%4", "%4"), ("%g1", "%g1"), ("%4g", "%4g"), ("%%41", "%A"), ("50%", "50%"), ("%-1", "%-1"),
    ])
    func valueIsDecodedOnce(text: String, expected: String) {
        #expect(Self.decode(text) == Array(expected.utf8))
    }

    @Test(arguments: [UInt8.min, 0x0A, 0x7F, 0x80, UInt8.max])
    func everyByteCanBeWritten(byte: UInt8) {
        let digits = String(byte, radix: 16)
        #expect(Self.decode("%" + (digits.count == 1 ? "0" : "") + digits) == [byte])
    }
}
