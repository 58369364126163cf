import HTTP1
import NIOCore
import Testing

struct RequestDecoderTests {
    private func decoder(_ text: String = "") -> RequestDecoder {
        var decoder = RequestDecoder(limits: .generous)
        decoder.append(ByteBuffer(string: text))
        return decoder
    }

    private static let get = RequestHead(method: "GET", target: Array("/a".utf8), fields: ["Host": "x"])
    private static let getText = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func partsComeInOrder() throws {
        var decoder = self.decoder("POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET")
        let head = RequestHead(method: "POST", target: Array("/a".utf8), fields: ["Content-Length": "3"])
        #expect(try decoder.next() == .head(head, .length(3)))
        #expect(try decoder.next() == .body(ByteBuffer(string: "abc")))
        #expect(try decoder.next() == .end(trailers: [:]))
        #expect(try decoder.next() == nil)
        #expect(decoder.bufferedByteCount == 3)
    }

    @Test func aPipelinedRequestWaitsUntilItIsAskedFor() throws {
        var decoder = self.decoder(Self.getText + Self.getText)
        #expect(decoder.bufferedByteCount == 2 * Self.getText.utf8.count)
        #expect(try decoder.next() == .head(Self.get, .none))
        #expect(try decoder.next() == .end(trailers: [:]))
        #expect(decoder.bufferedByteCount == Self.getText.utf8.count)
        #expect(!decoder.isBetweenMessages)
        #expect(try decoder.next() == .head(Self.get, .none))
        #expect(!decoder.isBetweenMessages)
        #expect(try decoder.next() == .end(trailers: [:]))
        #expect(decoder.isBetweenMessages)
        #expect(try decoder.next() == nil)
    }

    @Test(arguments: [("", true), ("\r\n", true), ("\r", false), ("G", false)])
    func emptyLinesAreNoRequest(text: String, isBetweenMessages: Bool) throws {
        var decoder = self.decoder(text)
        #expect(try decoder.next() == nil)
        #expect(decoder.isBetweenMessages == isBetweenMessages)
    }

    @Test func restIsTakenOutWithAPartOfANextHead() throws {
        var decoder = self.decoder(Self.getText + "GET /b HTTP/1.1\r\nHo")
        #expect(try decoder.next() == .head(Self.get, .none))
        #expect(try decoder.next() == .end(trailers: [:]))
        #expect(try decoder.next() == nil)
        #expect(String(buffer: decoder.takeRest()) == "GET /b HTTP/1.1\r\nHo")
        #expect(decoder.bufferedByteCount == 0)
        #expect(decoder.isBetweenMessages)
        decoder.append(ByteBuffer(string: Self.getText))
        #expect(try decoder.next() == .head(Self.get, .none))
    }

    @Test func inATunnelEverythingIsBody() throws {
        var decoder = self.decoder(Self.getText + "\0\r\n")
        #expect(try decoder.next() == .head(Self.get, .none))
        #expect(try decoder.next() == .end(trailers: [:]))
        decoder.beginTunnel()
        #expect(try decoder.next() == .body(ByteBuffer(string: "\0\r\n")))
        #expect(try decoder.next() == nil)
        decoder.append(ByteBuffer(string: Self.getText))
        #expect(try decoder.next() == .body(ByteBuffer(string: Self.getText)))
        #expect(!decoder.isBetweenMessages)
    }

    @Test func aTunnelMayBeginBeforeTheEndOfTheRequest() throws {
        var decoder = self.decoder(Self.getText + "x")
        #expect(try decoder.next() == .head(Self.get, .none))
        decoder.beginTunnel()
        #expect(try decoder.next() == .body(ByteBuffer(string: "x")))
    }

    /// A client that sends one byte of a head and falls silent must not keep a whole read buffer in memory.
    @Test func aLeftoverDoesNotPinTheReadBuffer() throws {
        var read = ByteBufferAllocator().buffer(capacity: 65_536)
        read.writeString(Self.getText + "G")
        var decoder = RequestDecoder(limits: .generous)
        decoder.append(read)
        while try decoder.next() != nil {}
        #expect(decoder.bufferedByteCount == 1)
        #expect(decoder.takeRest().storageCapacity < 1024)
    }

    /// A thousand requests whose reads never end where a request does.
    @Test func aLongConnectionDoesNotCarryItsPastAlong() throws {
        var decoder = RequestDecoder(limits: .generous)
        let bytes = Array(String(repeating: Self.getText, count: 1000).utf8)
        var heads = 0
        for start in stride(from: 0, to: bytes.count, by: 50) {
            decoder.append(ByteBuffer(bytes: bytes[start..<min(start + 50, bytes.count)]))
            while let part = try decoder.next() {
                if case .head(let head, _) = part {
                    #expect(head == Self.get)
                    heads += 1
                }
            }
            #expect(decoder.bufferedByteCount < Self.getText.utf8.count)
        }
        #expect(heads == 1000)
        #expect(decoder.takeRest().storageCapacity < 4096)
    }

    /// A client that always has one more request waiting: the buffer is never empty, and must not grow for it.
    @Test func aQueueThatNeverEmptiesDoesNotGrowTheMemory() throws {
        var decoder = self.decoder(Self.getText)
        for _ in 0..<1000 {
            decoder.append(ByteBuffer(string: Self.getText))
            #expect(try decoder.next() == .head(Self.get, .none))
            #expect(try decoder.next() == .end(trailers: [:]))
        }
        let rest = decoder.takeRest()
        #expect(String(buffer: rest) == Self.getText)
        #expect(rest.storageCapacity < 1024)
    }

    /// What waits while a request is answered: many reads without a decoding step in between.
    @Test func readsThatWaitAreDecodedInOrder() throws {
        var decoder = RequestDecoder(limits: .generous)
        for byte in String(repeating: Self.getText, count: 50).utf8 {
            decoder.append(ByteBuffer(bytes: [byte]))
        }
        var heads = 0
        while let part = try decoder.next() {
            if case .head = part {
                heads += 1
            }
        }
        #expect(heads == 50)
    }
}
