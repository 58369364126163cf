import NIOCore
import Testing

@testable import GRIP

@Suite struct Base64Tests {
    /// RFC 4648 section 10, then what only a lenient decoder takes.
    @Test(
        arguments: [
            ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
            ("Zg", "f"), ("Zm8", "fo"), ("Z", ""), ("Zm9vY", "foo"), (" Z\r\ng = = ", "f"), ("Z!m*9-v_", "foo"),
            ("Zg==Zg==", "f\u{6}\u{60}"),
            ("====", ""), ("Zh", "f"), ("ä", ""),
        ]
    )
    func textIsDecodedLeniently(text: String, bytes: String) {
        #expect(Base64.decodeLeniently(text.utf8) == ByteBuffer(string: bytes))
    }

    @Test func everyByteIsDecoded() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text =
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJT"
            + "VFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaan"
            + "qKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7"
            + "/P3+/w=="
        #expect(Base64.decodeLeniently(text.utf8) == ByteBuffer(bytes: bytes))
    }

    @Test(arguments: [("-_-_", [0xFB, 0xFF, 0xBF]), ("+/+/", [0xFB, 0xFF, 0xBF])] as [(String, [UInt8])])
    func keysMayUseEitherAlphabet(text: String, bytes: [UInt8]) {
        #expect(Base64.decodeEitherAlphabet(text.utf8) == bytes)
    }
}
