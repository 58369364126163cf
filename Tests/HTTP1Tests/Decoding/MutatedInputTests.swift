import HTTP1
import NIOCore
import Testing

/// Sound messages with a few bytes changed, put in, taken out or repeated, the same ones in every run.
///
/// Whatever comes out: no crash, the same for every way the bytes are cut into reads, and heads that are passed on are
/// understood the same way by the next reader.
struct MutatedInputTests {
    private static let requests = [
        "GET /a?b=c HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 11\r\nA: b\r\n\r\nhello worldPUT /2 HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n5;a=b\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nT: v\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
    ]

    private static let responses = [
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello",
        "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\nGrip-Hold : stream\r\n\r\n3\r\nabc\r\n0\r\nT: v\r\n\r\n",
        "HTTP/1.0 404 Not Found\nA:b\n\nuntil the end",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u{1}\u{2}\u{3}",
    ]

    private static let pieces: [[UInt8]] = [
        "\r", "\n", "\r\n", "\r\n\r\n", "\0", ":", " ", "\t", ";", ",", "0", "f", "\u{7F}", "chunked",
        "Content-Length: 1\r\n",
        "Transfer-Encoding: chunked\r\n", "HTTP/1.1", "0\r\n\r\n", "ffffffffffffffff", "-1",
    ].map { Array($0.utf8) }

    private static func mutate(_ text: String, _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 1...8, using: &generator))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: place)
            default: bytes.removeSubrange(end...)
            }
        }
        return bytes
    }

    /// Small bounds, so that they are met too.
    private static let limits = HeadLimits(headBytes: 120, fieldCount: 4, targetBytes: 12)

    @Test(arguments: 0..<UInt64(10))
    func requestsDoNotDependOnTheirCut(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<1000 {
            let text = Self.requests.randomElement(using: &generator) ?? ""
            let bytes = Self.mutate(text, &generator)
            let whole = DecodedRequests(bytes, limits: Self.limits)
            let place = Int.random(in: 0...bytes.count, using: &generator)
            for cut in number.isMultiple(of: 4) ? [Cut.byteByByte, .at(place)] : [.at(place)] {
                let decoded = DecodedRequests(bytes, cut: cut, limits: Self.limits)
                guard decoded == whole else {
                    Issue.record("\(cut): \(bytes) gave \(decoded), and whole \(whole)")
                    continue
                }
            }
            for head in whole.heads {
                self.expectSameHead(head)
            }
        }
    }

    @Test(arguments: 0..<UInt64(10))
    func responsesDoNotDependOnTheirCut(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<1000 {
            let text = Self.responses.randomElement(using: &generator) ?? ""
            let method = ["GET", "HEAD", "CONNECT"].randomElement(using: &generator) ?? ""
            let bytes = Self.mutate(text, &generator)
            let whole = DecodedResponse(bytes, to: method, limits: Self.limits, endsConnection: true)
            let place = Int.random(in: 0...bytes.count, using: &generator)
            for cut in number.isMultiple(of: 4) ? [Cut.byteByByte, .at(place)] : [.at(place)] {
                let decoded = DecodedResponse(bytes, to: method, cut: cut, limits: Self.limits, endsConnection: true)
                guard decoded == whole else {
                    Issue.record("\(cut): \(bytes) gave \(decoded), and whole \(whole)")
                    continue
                }
            }
            if let head = whole.head {
                self.expectSameHead(head, method: method)
            }
        }
    }

    /// A head that was let in is written so that it is read as the same head, and without any doubt.
    private func expectSameHead(_ head: RequestHead) {
        var buffer = ByteBuffer()
        head.write(to: &buffer)
        let again = DecodedRequests(Array(buffer.readableBytesView))
        var expected = head
        expected.forbidsReuse = false
        #expect(again.heads == [expected])
        #expect(again.error == nil)
    }

    private func expectSameHead(_ head: ResponseHead, method: String) {
        var buffer = ByteBuffer()
        head.write(to: &buffer)
        let again = DecodedResponse(Array(buffer.readableBytesView), to: method)
        #expect(again.head?.fields == head.fields)
        #expect(again.head?.reason == head.reason)
        #expect(again.head?.status == head.status)
        #expect(again.error == nil)
    }
}
