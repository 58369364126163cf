import Testing

@testable import HTTP1

struct ByteClassTests {
    /// RFC 9110, section 5.6.2.
    private static let tokens = Set(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8
    )

    @Test(arguments: UInt8.min...UInt8.max)
    func tokenBytesAreExactlyThoseOfTheSpecification(byte: UInt8) {
        #expect(ByteClass.isToken(byte) == Self.tokens.contains(byte))
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func fieldContentIsEverythingButControls(byte: UInt8) {
        #expect(ByteClass.isFieldContent(byte) == (byte == 9 || (byte >= 32 && byte != 127)))
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func onlyCapitalsAreMadeSmall(byte: UInt8) {
        let expected = (65...90).contains(byte) ? byte + 32 : byte
        #expect(ByteClass.lowercased(byte) == expected)
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func digitsAreThoseOfTheStandardLibrary(byte: UInt8) {
        let character = String(UnicodeScalar(byte))
        let isDigit = (0x30...0x39).contains(byte)
        #expect(ByteClass.digit(byte) == (isDigit ? Int(character) : nil))
        #expect(ByteClass.hexDigit(byte) == (byte < 128 ? Int(character, radix: 16) : nil))
    }
}
