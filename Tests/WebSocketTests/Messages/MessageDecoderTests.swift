import NIOCore
import Testing
import WebSocket

struct MessageDecoderTests {
    private static func cuts(_ bytes: [UInt8], from peer: PeerRole = .server) -> [(Cut, Decoded)] {
        Cut.all(count: bytes.count).map { ($0, Decoded(bytes, from: peer, cut: $0)) }
    }

    @Test func controlFramesStandBetweenTheFragmentsOfAMessage() {
        for (cut, decoded) in Self.cuts(hex("01 02 48 65  89 01 70  00 01 6c  8A 00  80 02 6c 6f")) {
            let expected: [MessagePart] = [
                .piece("He", isFirst: true), .ping(ByteBuffer(string: "p")), .piece("l"), .pong(ByteBuffer()),
                .piece("lo", isLast: true),
            ]
            #expect(decoded.parts == expected, "\(cut)")
            #expect(decoded.hasProperMessages, "\(cut)")
        }
    }

    @Test func anEmptyMessageIsOneEmptyPart() {
        for (cut, decoded) in Self.cuts(hex("81 80 01 02 03 04  82 80 01 02 03 04"), from: .client) {
            #expect(decoded.parts == [.text(""), .binary([])], "\(cut)")
        }
    }

    struct EmptyFragments: Sendable {
        let text: String
        let parts: [MessagePart]
    }

    @Test(arguments: [
        EmptyFragments(text: "01 00  80 00", parts: [.piece("", isFirst: true, isLast: true)]),
        EmptyFragments(text: "01 00  00 00  80 01 61", parts: [.piece("a", isFirst: true, isLast: true)]),
        EmptyFragments(
            text: "01 00  89 00  80 01 61",
            parts: [.ping(ByteBuffer()), .piece("a", isFirst: true, isLast: true)]
        ),
        EmptyFragments(text: "01 01 61  00 00  80 00", parts: [.piece("a", isFirst: true, isLast: true)]),
        EmptyFragments(
            text: "01 01 61  89 00  80 00",
            parts: [.piece("a", isFirst: true), .ping(ByteBuffer()), .piece("", isLast: true)]
        ),
    ])
    func emptyFragmentsAddNothing(row: EmptyFragments) {
        for (cut, decoded) in Self.cuts(hex(row.text)) {
            #expect(decoded.parts == row.parts, "\(cut)")
            #expect(decoded.hasProperMessages, "\(cut)")
        }
    }

    @Test func aSingleFrameInPartsIsKnownToBeOne() throws {
        var decoder = MessageDecoder(from: .server)
        decoder.append(ByteBuffer(bytes: hex("81 05 48 65")))
        let first = try decoder.next()
        let nothing = try decoder.next()
        decoder.append(ByteBuffer(bytes: hex("6c 6c 6f 01 00 80 00")))
        let second = try decoder.next()
        let third = try decoder.next()
        let he = DataPart(
            kind: .text,
            bytes: ByteBuffer(string: "He"),
            isFirst: true,
            isLast: false,
            isUnfragmented: true
        )
        let llo = DataPart(
            kind: .text,
            bytes: ByteBuffer(string: "llo"),
            isFirst: false,
            isLast: true,
            isUnfragmented: true
        )
        #expect(first == .data(he))
        #expect(nothing == nil)
        #expect(second == .data(llo))
        #expect(third == .piece("", isFirst: true, isLast: true))
    }

    @Test(arguments: [PeerRole.client, .server])
    func aLongFramePassesWithoutBeingKept(peer: PeerRole) throws {
        let frameBytes = 1 << 30
        let read = [UInt8](repeating: 0x5A, count: 1 << 20)
        var decoder = MessageDecoder(from: peer)
        // The key is zero, so that the bytes are the same for both.
        decoder.append(ByteBuffer(bytes: hex(peer == .client ? "82 FF" : "82 7F") + hex("00 00 00 00 40 00 00 00")))
        if peer == .client {
            decoder.append(ByteBuffer(bytes: [0, 0, 0, 0]))
        }
        var received = 0
        var lastCount = 0
        for _ in 0..<frameBytes / read.count {
            decoder.append(ByteBuffer(bytes: read))
            while let part = try decoder.next() {
                guard case .data(let data) = part else { continue }
                received += data.bytes.readableBytes
                lastCount += data.isLast ? 1 : 0
            }
            try #require(decoder.bufferedByteCount == 0)
        }
        #expect(received == frameBytes)
        #expect(lastCount == 1)
    }

    @Test func theLongestFrameOfAllIsBegun() throws {
        var decoder = MessageDecoder(from: .server)
        decoder.append(ByteBuffer(bytes: hex("82 7F 7F FF FF FF FF FF FF FF  01 02 03")))
        let part = try decoder.next()
        let bytes = ByteBuffer(bytes: [1, 2, 3])
        #expect(
            part == .data(DataPart(kind: .binary, bytes: bytes, isFirst: true, isLast: false, isUnfragmented: true))
        )
    }

    @Test func nothingComesBehindAClose() throws {
        for (cut, decoded) in Self.cuts(hex("81 01 61  88 02 03 E8  81 01 62  83 00")) {
            #expect(decoded.parts == [.text("a"), .close(ClosePayload(code: 1000))], "\(cut)")
            #expect(decoded.error == nil, "\(cut)")
        }
        var decoder = MessageDecoder(from: .server)
        decoder.append(ByteBuffer(bytes: hex("88 00 81 01 61")))
        _ = try decoder.next()
        decoder.append(ByteBuffer(bytes: hex("81 01 61")))
        #expect(decoder.bufferedByteCount == 0)
    }

    @Test func aCloseEndsAMessageInTheMiddle() {
        let decoded = Decoded(hex("01 01 61  88 00  80 01 62"), from: .server)
        #expect(decoded.parts == [.piece("a", isFirst: true), .close(nil)])
        #expect(decoded.error == nil)
    }

    @Test func whatWaitsIsCounted() throws {
        var decoder = MessageDecoder(from: .server)
        decoder.append(ByteBuffer(bytes: hex("81 01 61  89 05 01 02")))
        let all = decoder.bufferedByteCount
        _ = try decoder.next()
        _ = try decoder.next()
        // The ping's header was read; two bytes of its payload wait.
        #expect(all == 7)
        #expect(decoder.bufferedByteCount == 2)
    }

    @Test func manySmallFramesComeOutOfOneRead() {
        let frame = rawFrame(0x81, Array("abc".utf8), from: .client)
        let decoded = Decoded(Array(repeatElement(frame, count: 20_000).joined()), from: .client)
        #expect(decoded.parts.count == 20_000)
        #expect(decoded.parts.last == .text("abc"))
    }

    @Test func everyFrameIsUnmaskedWithItsOwnKey() {
        let bytes =
            rawFrame(0x01, Array("Hello, ".utf8), from: .client, key: [1, 2, 3, 4])
            + rawFrame(0x89, Array("ping".utf8), from: .client, key: [5, 6, 7, 8])
            + rawFrame(0x80, Array("world".utf8), from: .client, key: [9, 10, 11, 12])
        for (cut, decoded) in Self.cuts(bytes, from: .client) {
            let expected: [MessagePart] = [
                .piece("Hello, ", isFirst: true), .ping(ByteBuffer(string: "ping")), .piece("world", isLast: true),
            ]
            #expect(decoded.parts == expected, "\(cut)")
        }
    }
}
