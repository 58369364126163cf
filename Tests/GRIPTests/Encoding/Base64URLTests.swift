import Testing

@testable import GRIP

@Suite struct Base64URLTests {
    @Test(
        arguments: [
            ([], ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"), ([0x66, 0x6F, 0x6F], "Zm9v"),
            ([0xFB, 0xFF, 0xBF], "-_-_"), ([0], "AA"), ([0xFF], "_w"),
        ] as [([UInt8], String)]
    )
    func bytesAreEncodedAndDecoded(bytes: [UInt8], text: String) {
        var encoded: [UInt8] = []
        Base64URL.encode(bytes, to: &encoded)
        #expect(String(decoding: encoded, as: UTF8.self) == text)
        #expect(Base64URL.decode(Array(text.utf8)[...]) == bytes)
    }

    @Test(arguments: ["Zg==", "Z", "Zm9vY", "Zm9v\n", "+/+/", "Z g", "Zh", "Zm9", "ä", "."])
    func textWithMoreThanOneReadingIsRefused(text: String) {
        #expect(Base64URL.decode(Array(text.utf8)[...]) == nil)
    }

    @Test(arguments: 0..<100)
    func everyLengthSurvives(length: Int) {
        var generator = SplitMix64(seed: UInt64(length))
        let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        var encoded: [UInt8] = []
        Base64URL.encode(bytes, to: &encoded)
        #expect(Base64URL.decode(encoded[...]) == bytes)
    }
}
