import NIOCore
import Testing
import WebSocket

struct CompressedMessageTests {
    private static let deflate = DeflateParameters()

    private static func decode(_ text: String, limits: DecoderLimits = DecoderLimits()) -> [Decoded] {
        let bytes = hex(text)
        return Cut.all(count: bytes.count).map {
            Decoded(bytes, from: .server, cut: $0, deflate: Self.deflate, limits: limits)
        }
    }

    @Test(arguments: [
        ("on a continuation", "01 01 61  C0 01 62"),
        ("on a compressed message's continuation", "41 03 f2 48 cd  C0 00"),
        ("on a ping", "C9 00"), ("on a pong", "CA 00"), ("on a Close", "C8 00"),
    ])
    func theCompressionBitStandsOnFirstFramesOnly(place: String, frames: String) {
        for decoded in Self.decode(frames) {
            #expect(decoded.error == .misplacedCompressionBit, "\(place)")
        }
    }

    @Test(arguments: ["A1 00", "91 00", "E1 00"])
    func otherReservedBitsHaveNoMeaning(frames: String) {
        #expect(Self.decode(frames).allSatisfy { $0.error == .reservedBits })
    }

    @Test func messagesMayBeUncompressed() {
        for decoded in Self.decode("81 02 48 69  C1 07 f2 48 cd c9 c9 07 00  82 01 07") {
            #expect(decoded.messages == [Message("Hi"), Message("Hello"), Message(kind: .binary, content: [7])])
        }
    }

    @Test func pingsStandBetweenCompressedFrames() {
        for decoded in Self.decode("41 03 f2 48 cd  89 01 70  80 04 c9 c9 07 00") {
            #expect(decoded.messages == [Message("Hello")])
            #expect(decoded.parts.contains(.ping(ByteBuffer(string: "p"))))
            #expect(decoded.hasProperMessages)
        }
    }

    @Test(arguments: ["C1 00", "41 00 80 00", "41 01 00 80 00", "C1 02 03 00", "41 01 03 80 01 00"])
    func emptyMessagesComeInManyForms(frames: String) {
        for decoded in Self.decode(frames) {
            #expect(decoded.messages == [Message("")], "\(decoded)")
            #expect(decoded.parts.count == 1)
        }
    }

    @Test(arguments: [
        ("no such block", "C1 01 06"), ("stops within a block", "C1 03 f2 48 cd"),
        ("stops within a stored block", "C1 07 00 05 00 fa ff 48 65"),
        ("the flush's end not left out", "C1 05 00 00 00 ff ff"),
        ("refers to what was not there", "C1 05 f2 00 11 00 00"), ("noise", "C2 06 FF FF FF FF FF FF"),
        ("stops in the last frame", "41 03 f2 48 cd 80 01 c9"),
        ("lengths of a stored block", "C1 06 00 05 00 05 00 61"),
    ])
    func corruptDataIsRefused(what: String, frames: String) {
        for decoded in Self.decode(frames) {
            #expect(decoded.error == .corruptCompression, "\(what)")
            #expect(decoded.messages == [], "\(what)")
        }
    }

    /// Some compressors end their stream and send no more; the RFC wants one byte behind it.
    @Test func aFinalBlockMayBeTheEnd() {
        for decoded in Self.decode("c1 07 f3 48 cd c9 c9 07 00") {
            #expect(decoded.messages == [Message("Hello")])
        }
    }

    @Test func aMessageMayGoOnBehindAFinalBlock() {
        for decoded in Self.decode("c1 0e f3 48 cd c9 c9 07 00 f2 48 cd c9 c9 07 00") {
            #expect(decoded.messages == [Message("HelloHello")])
        }
    }

    @Test func decompressedTextIsChecked() {
        let options = DecoderOptions(validatesClose: true, validatesText: true, requiresMinimalLengths: true)
        // A stored block with the bytes 61 FF.
        let bytes = hex("C1 08 00 02 00 fd ff 61 ff 00")
        let decoded = Decoded(bytes, from: .server, deflate: Self.deflate, options: options)
        #expect(decoded.error == .textNotUTF8)
    }

    /// A mebibyte of zeros takes about a kibibyte: what comes out is bounded, in parts and in whole.
    @Test func aBombIsStoppedAtTheLimit() throws {
        let streams = DeflateStreams()
        let zeros = ByteBuffer(repeating: 0, count: 64 << 20)
        let frame = try #require(SharedFrame.compressedMessage(.binary, zeros, streams: streams))
        #expect(frame.readableBytes < 100_000)
        let limit = 1 << 20
        var decoder = MessageDecoder(
            from: .server,
            deflate: Self.deflate,
            limits: DecoderLimits(inflatedMessageBytes: limit),
            streams: streams
        )
        decoder.append(frame)
        var received = 0
        var largest = 0
        do {
            while let part = try decoder.next() {
                guard case .data(let data) = part else { continue }
                received += data.bytes.readableBytes
                largest = max(largest, data.bytes.storageCapacity)
            }
            Issue.record("the bomb went off")
        } catch {
            #expect(error == .inflatedMessageTooLarge(limit: limit))
        }
        #expect(received == limit)
        #expect(largest <= 65_536)
        #expect(decoder.bufferedByteCount == 0)
    }

    @Test func theLimitItselfIsAllowed() throws {
        let content = ByteBuffer(repeating: 7, count: 200_000)
        let frame = try #require(SharedFrame.compressedMessage(.binary, content, streams: DeflateStreams())).array
        func decoded(limit: Int) -> Decoded {
            Decoded(frame, from: .server, deflate: Self.deflate, limits: DecoderLimits(inflatedMessageBytes: limit))
        }
        #expect(decoded(limit: 200_000).messages == [Message(kind: .binary, content: content.array)])
        #expect(decoded(limit: 199_999).error == .inflatedMessageTooLarge(limit: 199_999))
    }

    @Test func everyMessageHasTheWholeLimit() {
        let bytes = hex("c1 07 f2 48 cd c9 c9 07 00  c1 07 f2 48 cd c9 c9 07 00")
        let limits = DecoderLimits(inflatedMessageBytes: 5)
        let decoded = Decoded(bytes, from: .server, deflate: Self.deflate, limits: limits)
        #expect(decoded.messages == [Message("Hello"), Message("Hello")])
    }

    @Test func compressedBytesThatWaitAreCounted() throws {
        let content = ByteBuffer(repeating: 7, count: 1_000_000)
        let frame = try #require(SharedFrame.compressedMessage(.binary, content, streams: DeflateStreams()))
        var decoder = MessageDecoder(from: .server, deflate: Self.deflate)
        decoder.append(frame)
        _ = try decoder.next()
        let during = decoder.bufferedByteCount
        while try decoder.next() != nil {}
        #expect(during > 0)
        #expect(decoder.bufferedByteCount == 0)
    }

    @Test func aCloseInTheMiddleOfACompressedMessageEndsIt() {
        for decoded in Self.decode("41 03 f2 48 cd  88 00  80 04 c9 c9 07 00") {
            #expect(decoded.parts.last == .close(nil))
            #expect(decoded.error == nil)
        }
    }
}
