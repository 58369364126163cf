import HTTP1
import NIOCore
import Testing

@testable import ProxyListener

struct ResponseBodyWriterTests {
    private static let head = "HTTP/1.1 200 OK\r\n\r\n"

    /// Writes a response in pieces; the pieces that leave, and whether the body was whole.
    private static func write(
        _ pieces: [String],
        framing: BodyFraming,
        isFramed: Bool = false
    ) -> (emitted: [String], isWhole: Bool) {
        var writer = ResponseBodyWriter()
        var emitted: [String] = []
        writer.begin(ResponseHead(status: 200), framing: framing)
        for piece in pieces {
            if isFramed {
                writer.framed(ByteBuffer(string: piece)) { emitted.append(String(buffer: $0)) }
            } else {
                writer.body(ByteBuffer(string: piece)) { emitted.append(String(buffer: $0)) }
            }
        }
        let isWhole = writer.end()
        writer.flush { emitted.append(String(buffer: $0)) }
        return (emitted, isWhole)
    }

    @Test(arguments: [
        (BodyFraming.none, ["dropped"], "", true),
        (.length(0), [], "", true),
        (.length(5), ["hello"], "hello", true),
        (.length(5), ["he", "", "llo"], "hello", true),
        (.length(5), ["hello", "more"], "hello", true),
        (.length(5), ["hel", "lo more"], "hello", true),
        (.length(5), ["hell"], "hell", false),
        (.length(5), [], "", false),
        (.chunked, [], "0\r\n\r\n", true),
        (.chunked, ["hello", "!"], "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", true),
        // An empty chunk would end the body.
        (.chunked, ["a", "", "b"], "1\r\na\r\n1\r\nb\r\n0\r\n\r\n", true),
        (.untilClose, ["hel", "lo"], "hello", true),
        (.tunnel, ["hel", "lo"], "hello", true),
    ])
    func bodyIsFramed(framing: BodyFraming, pieces: [String], expected: String, isWhole: Bool) {
        let written = Self.write(pieces, framing: framing)
        #expect(written.emitted == [Self.head + expected])
        #expect(written.isWhole == isWhole)
    }

    @Test(arguments: [BodyFraming.chunked, .untilClose])
    func framedBytesArePassedOnAsTheyAre(framing: BodyFraming) {
        let end = framing == .chunked ? "0\r\n\r\n" : ""
        let written = Self.write(["2\r\nhi\r\n"], framing: framing, isFramed: true)
        #expect(written.emitted == [Self.head + "2\r\nhi\r\n" + end])
    }

    @Test func smallPiecesLeaveTogetherAndLargeOnesAlone() {
        let large = String(repeating: "x", count: 5000)
        let written = Self.write(["a", "b", large, "c"], framing: .untilClose)
        #expect(written.emitted == [Self.head + "ab", large, "c"])
    }

    @Test func largeChunkLeavesBetweenItsSizeAndItsEnd() {
        let large = String(repeating: "x", count: 5000)
        let written = Self.write(["a", large], framing: .chunked)
        #expect(written.emitted == [Self.head + "1\r\na\r\n1388\r\n", large, "\r\n0\r\n\r\n"])
    }

    @Test func gatheredPiecesDoNotGrowWithoutLimit() {
        let pieces = Array(repeating: String(repeating: "x", count: 4000), count: 100)
        let written = Self.write(pieces, framing: .untilClose)
        #expect(written.emitted.joined() == Self.head + pieces.joined())
        #expect(written.emitted.allSatisfy { $0.utf8.count <= 5 * 4096 })
    }

    @Test func responsesFollowEachOther() {
        var writer = ResponseBodyWriter()
        var text = ""
        for framing in [BodyFraming.length(1), .chunked, .length(1)] {
            writer.begin(ResponseHead(status: 200), framing: framing)
            writer.body(ByteBuffer(string: "a")) { text += String(buffer: $0) }
            let isWhole = writer.end()
            #expect(isWhole)
        }
        writer.flush { text += String(buffer: $0) }
        #expect(text == Self.head + "a" + Self.head + "1\r\na\r\n0\r\n\r\n" + Self.head + "a")
    }

    @Test func nothingIsFlushedTwice() {
        var writer = ResponseBodyWriter()
        var count = 0
        writer.begin(ResponseHead(status: 204), framing: .none)
        for _ in 0..<3 {
            writer.flush { _ in count += 1 }
        }
        #expect(count == 1)
    }

    /// Bytes that come after the end of a response belong to nothing.
    @Test func bodyAfterTheEndIsDropped() {
        var writer = ResponseBodyWriter()
        var text = ""
        writer.begin(ResponseHead(status: 200), framing: .chunked)
        _ = writer.end()
        writer.body(ByteBuffer(string: "late")) { text += String(buffer: $0) }
        writer.flush { text += String(buffer: $0) }
        #expect(text == Self.head + "0\r\n\r\n")
    }
}
