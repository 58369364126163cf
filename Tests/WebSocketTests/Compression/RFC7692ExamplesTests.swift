import NIOCore
import Testing
import WebSocket

/// The examples of RFC 7692, sections 7.2.3.1 to 7.2.3.6, byte for byte.
struct RFC7692ExamplesTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let what: String
        let frames: String
        var text = "Hello"

        var testDescription: String { self.what }
    }

    static let examples = [
        Example(what: "one block", frames: "c1 07 f2 48 cd c9 c9 07 00"),
        Example(what: "one block in two frames", frames: "41 03 f2 48 cd  80 04 c9 c9 07 00"),
        Example(what: "a block without compression", frames: "c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00"),
        Example(what: "a final block", frames: "c1 08 f3 48 cd c9 c9 07 00 00"),
        Example(what: "two blocks", frames: "c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00"),
        Example(what: "the empty message", frames: "c1 01 00", text: ""),
    ]

    @Test(arguments: examples)
    func examplesAreDecoded(example: Example) {
        let bytes = hex(example.frames)
        for cut in Cut.all(count: bytes.count) {
            let decoded = Decoded(bytes, from: .server, cut: cut, deflate: DeflateParameters())
            #expect(decoded.messages == [Message(example.text)], "\(cut)")
            #expect(decoded.error == nil && decoded.hasProperMessages, "\(cut)")
        }
    }

    @Test(arguments: examples)
    func examplesAreDecodedOneAfterTheOther(example: Example) {
        let streams = DeflateStreams()
        let bytes = hex(example.frames)
        let decoded = Decoded(bytes + bytes + bytes, from: .server, deflate: DeflateParameters(), streams: streams)
        #expect(decoded.messages == [Message](repeating: Message(example.text), count: 3))
    }

    /// Section 7.2.3.2: the second message refers to the first, which was agreed not to happen.
    @Test func aMessageThatNeedsTheOneBeforeIsRefused() {
        let bytes = hex("c1 07 f2 48 cd c9 c9 07 00  c1 05 f2 00 11 00 00")
        let decoded = Decoded(bytes, from: .server, deflate: DeflateParameters(), streams: DeflateStreams())
        #expect(decoded.messages == [Message("Hello")])
        #expect(decoded.error == .corruptCompression)
    }
}
