import HTTP1
import NIOCore
import ProxyRouting
import Testing

@testable import ProxySessions

/// Reference: behaviour 5.2, "in streaming".
struct JSONPWrapperTests {
    /// What a client gets of a relayed response.
    struct Relayed: Equatable {
        var head: ResponseHead?
        var framing: BodyFraming?
        var script: [UInt8] = []

        mutating func take(_ part: JSONPPart) {
            if let head = part.head {
                #expect(self.head == nil && self.script.isEmpty, "a head comes once, before the bytes")
                self.head = head
                self.framing = part.framing
            }
            #expect(self.head != nil || part.bytes.readableBytes == 0, "bytes come after the head")
            self.script += part.bytes.readableBytesView
        }
    }

    /// Relays a body in pieces, each a read turn of its own if `flushes`.
    private static func relay(
        _ head: ResponseHead,
        _ pieces: [ArraySlice<UInt8>],
        _ response: JSONPResponse,
        flushes: Bool = true
    ) throws -> Relayed {
        var wrapper = JSONPWrapper(response)
        var relayed = Relayed()
        try wrapper.head(head, framing: .chunked)
        for piece in pieces {
            relayed.take(try wrapper.body(ByteBuffer(bytes: piece)))
            if flushes {
                relayed.take(wrapper.flush())
            }
        }
        relayed.take(try wrapper.end())
        #expect(wrapper.hasBegun)
        return relayed
    }

    /// A body whole, byte by byte, and in two pieces cut at every position.
    private static func cuts(_ body: [UInt8]) -> [[ArraySlice<UInt8>]] {
        [[body[...]], body.indices.map { body[$0...$0] }] + (0...body.count).map { [body[..<$0], body[$0...]] }
    }

    @Test(arguments: RelayedRow.extended.map { ($0, JSONPResponse.extended) } + RelayedRow.basic.map { ($0, .basic) })
    func scriptIsTheSameHoweverTheBodyIsCut(_ row: RelayedRow, _ response: JSONPResponse) throws {
        for pieces in Self.cuts(row.body) {
            for flushes in [true, false] {
                let relayed = try Self.relay(row.head, pieces, response, flushes: flushes)
                #expect(String(decoding: relayed.script, as: UTF8.self) == row.script)
                let isStreamed = flushes && !pieces.isEmpty
                #expect(relayed.framing == (isStreamed ? .chunked : .length(row.script.utf8.count)))
            }
        }
    }

    @Test(arguments: malformedUTF8)
    func bodyThatIsNoTextFailsHoweverItIsCut(_ bytes: [UInt8]) {
        for pieces in Self.cuts(Array("\u{E9}".utf8) + bytes) {
            #expect(throws: ProxyError(.jsonpEncodingFailed(reason: "its body is not UTF-8"))) {
                try Self.relay(ResponseHead(200, []), pieces, .extended)
            }
        }
    }

    @Test(arguments: [true, false])
    func headIsThatOfAScript(_ flushes: Bool) throws {
        let head = ResponseHead(
            404,
            ["Content-Type: text/html", "Cache-Control: no-store", "X-A: 1", "Content-Length: 2"]
        )
        let relayed = try Self.relay(head, [ArraySlice("{}".utf8)], .basic, flushes: flushes)
        let lines = [
            "Cache-Control: no-store", "Content-Type: application/javascript", "X-Content-Type-Options: nosniff",
        ]
        #expect(relayed.head == ResponseHead(200, reason: "OK", lines))
    }

    // MARK: Turns

    @Test func bytesGoOutAtTheEndOfTheTurn() throws {
        var wrapper = JSONPWrapper(.extended)
        try wrapper.head(ResponseHead(200, []), framing: .chunked)
        #expect(!wrapper.hasBegun)
        let start = wrapper.flush()
        #expect(start.head != nil)
        #expect(start.framing == .chunked)
        #expect(String(buffer: start.bytes) == #"/**/f({"code": 200, "reason": "OK", "headers": {}, "body": ""#)
        #expect(wrapper.hasBegun)
        #expect(wrapper.flush() == .nothing)
        #expect(String(buffer: try wrapper.body(ByteBuffer(string: "a\"")).bytes) == #"a\""#)
        #expect(String(buffer: try wrapper.body(ByteBuffer(bytes: [0x62, 0xE2, 0x80])).bytes) == "b")
        #expect(String(buffer: try wrapper.body(ByteBuffer(bytes: [0xA8])).bytes) == #"\u2028"#)
        #expect(String(buffer: try wrapper.end().bytes) == "\"});\n")
    }

    @Test func lineEndWaitsForWhatFollows() throws {
        var wrapper = JSONPWrapper(.basic)
        try wrapper.head(ResponseHead(200, []), framing: .chunked)
        #expect(String(buffer: wrapper.flush().bytes) == "/**/f(")
        #expect(String(buffer: try wrapper.body(ByteBuffer(string: "1\r")).bytes) == "1")
        #expect(String(buffer: try wrapper.body(ByteBuffer(string: "\n")).bytes) == "")
        #expect(String(buffer: try wrapper.body(ByteBuffer()).bytes) == "")
        #expect(String(buffer: try wrapper.body(ByteBuffer(string: "\n")).bytes) == "\r\n")
        #expect(String(buffer: try wrapper.body(ByteBuffer(string: "2\n")).bytes) == "\n2")
        #expect(String(buffer: try wrapper.end().bytes) == ");\n")
    }

    @Test func longTurnIsStreamedBeforeItsEnd() throws {
        var wrapper = JSONPWrapper(.basic)
        try wrapper.head(ResponseHead(200, []), framing: .chunked)
        let piece = ByteBuffer(repeating: UInt8(ascii: " "), count: JSONPWrapper.maximumCollectedByteCount / 2)
        #expect(try wrapper.body(piece) == .nothing)
        let part = try wrapper.body(piece)
        #expect(part.head != nil)
        #expect(part.framing == .chunked)
        #expect(part.bytes.readableBytes == 2 * piece.readableBytes + 6)
        #expect(try wrapper.body(piece).bytes == piece)
    }

    @Test(arguments: [BodyFraming.none, .length(0)])
    func responseWithoutABodyHasALength(_ framing: BodyFraming) throws {
        var wrapper = JSONPWrapper(.extended)
        try wrapper.head(ResponseHead(304, ["Content-Encoding: gzip"]), framing: framing)
        let part = try wrapper.end()
        let script = #"/**/f({"code": 304, "reason": "Not Modified", "headers": {}, "body": ""});"# + "\n"
        #expect(String(buffer: part.bytes) == script)
        #expect(part.framing == .length(script.utf8.count))
    }

    // MARK: Faults

    @Test func faultInTheFirstTurnIsBeforeTheHead() throws {
        var wrapper = JSONPWrapper(.extended)
        try wrapper.head(ResponseHead(200, []), framing: .length(1))
        #expect(throws: ProxyError.self) { try wrapper.body(ByteBuffer(bytes: [0xFF])) }
        #expect(!wrapper.hasBegun)
        #expect(wrapper.flush() == .nothing)
        #expect(try wrapper.body(ByteBuffer(string: "a")) == .nothing)
        #expect(try wrapper.end() == .nothing)
    }

    @Test func faultAfterTheHeadEndsTheScript() throws {
        var wrapper = JSONPWrapper(.extended)
        try wrapper.head(ResponseHead(200, []), framing: .chunked)
        _ = wrapper.flush()
        #expect(try wrapper.body(ByteBuffer(bytes: [0xE2])).bytes.readableBytes == 0)
        #expect(throws: ProxyError.self) { try wrapper.end() }
        #expect(wrapper.hasBegun)
        #expect(try wrapper.end() == .nothing)
    }

    @Test(arguments: [BodyFraming.length(1), .chunked, .untilClose])
    func bodyInACodingFailsWithItsHead(_ framing: BodyFraming) {
        var wrapper = JSONPWrapper(.basic)
        #expect(throws: ProxyError(.jsonpEncodingFailed(reason: "its Content-Encoding is 'gzip'"))) {
            try wrapper.head(ResponseHead(200, ["Content-Encoding: gzip"]), framing: framing)
        }
        #expect(wrapper.flush() == .nothing)
    }

    @Test func switchOfProtocolsFailsWithItsHead() {
        var wrapper = JSONPWrapper(.basic)
        #expect(throws: ProxyError(.jsonpEncodingFailed(reason: "it switches protocols"))) {
            try wrapper.head(ResponseHead(101, []), framing: .tunnel)
        }
    }

    @Test func callsOutOfTurnAreDropped() throws {
        var wrapper = JSONPWrapper(.basic)
        #expect(try wrapper.body(ByteBuffer(string: "a")) == .nothing)
        #expect(wrapper.flush() == .nothing)
        #expect(try wrapper.end() == .nothing)
        try wrapper.head(ResponseHead(200, []), framing: .none)
        try wrapper.head(ResponseHead(404, []), framing: .none)
        #expect(String(buffer: try wrapper.end().bytes) == "/**/f();\n")
        #expect(try wrapper.end() == .nothing)
    }
}
