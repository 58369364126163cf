import GRIP
import NIOCore
import ProxySessions
import Testing
import WebSocket

/// Reference "WebSocket" 2.2.
struct OriginMessageReaderTests {
    /// What came of a message in the end, in whatever parts it arrived.
    enum Result: Equatable {
        case forwarded(String)
        case control(ControlMessage)
        case ignored(IgnoredMessage)
    }

    /// One message of an origin.
    struct Message {
        var kind: MessageKind
        var content: String
        var isUnfragmented: Bool

        init(_ kind: MessageKind, _ content: String, isUnfragmented: Bool = true) {
            self.kind = kind
            self.content = content
            self.isUnfragmented = isUnfragmented
        }

        /// The parts in which it arrives when it is cut at these offsets.
        func parts(cutAt offsets: [Int]) -> [MessagePart] {
            let bytes = Array(self.content.utf8)
            let edges = [0] + offsets + [bytes.count]
            return zip(edges, edges.dropFirst()).enumerated().map { index, range in
                .data(
                    DataPart(
                        kind: self.kind,
                        bytes: ByteBuffer(bytes: bytes[range.0..<range.1]),
                        isFirst: index == 0,
                        isLast: index == offsets.count,
                        isUnfragmented: self.isUnfragmented
                    )
                )
            }
        }
    }

    private static let limitBytes = 64
    private static let long = String(repeating: " ", count: limitBytes)
    private static let subscribe = #"{"type":"subscribe","channel":"c"}"#

    static let table: [(String, Message, Result)] = [
        ("m:", Message(.text, "m:hello"), .forwarded("hello")),
        ("m:", Message(.binary, "m:hello"), .forwarded("hello")),
        ("m:", Message(.text, "m:"), .forwarded("")), ("m:", Message(.text, "m:m:x"), .forwarded("m:x")),
        ("m:", Message(.text, "m:c:x"), .forwarded("c:x")),
        ("m:", Message(.text, "m:hello", isUnfragmented: false), .forwarded("hello")),
        ("m:", Message(.text, "hello"), .ignored(.withoutPrefix)), ("m:", Message(.text, ""), .ignored(.withoutPrefix)),
        ("m:", Message(.text, "m"), .ignored(.withoutPrefix)), ("m:", Message(.text, "c"), .ignored(.withoutPrefix)),
        ("m:", Message(.text, "M:x"), .ignored(.withoutPrefix)),
        ("m:", Message(.text, "mm:x"), .ignored(.withoutPrefix)),
        ("m:", Message(.binary, "c:\(subscribe)"), .ignored(.withoutPrefix)),
        ("m:", Message(.binary, "x", isUnfragmented: false), .ignored(.withoutPrefix)),
        ("m:", Message(.text, "C:\(subscribe)"), .ignored(.withoutPrefix)),
        ("m:", Message(.text, "c:\(subscribe)"), .control(.subscribe(channel: "c", filters: []))),
        ("m:", Message(.text, #"c: {"type":"detach"} "#), .control(.detach)),
        ("m:", Message(.text, "c:\(subscribe)", isUnfragmented: false), .ignored(.fragmentedControl)),
        ("m:", Message(.text, "c:", isUnfragmented: false), .ignored(.fragmentedControl)),
        ("m:", Message(.text, "c:"), .ignored(.malformedControl(.notJSON(JSONError(.unexpectedEnd, offset: 0))))),
        (
            "m:", Message(.text, "c:{bad"),
            .ignored(.malformedControl(.notJSON(JSONError(.unexpectedByte(0x62), offset: 1))))
        ),
        ("m:", Message(.text, #"c:{"type":"x"}"#), .ignored(.malformedControl(.unknownType("x")))),
        ("m:", Message(.text, "c:" + String(("{\"type\":\"detach\"}" + long).prefix(limitBytes))), .control(.detach)),
        (
            "m:", Message(.text, "c:" + String(("{\"type\":\"detach\"}" + long).prefix(limitBytes + 1))),
            .ignored(.oversizedControl(limitBytes: limitBytes))
        ),
        ("m:", Message(.text, "c:" + long + long), .ignored(.oversizedControl(limitBytes: limitBytes))),
        // An empty prefix: everything is for the client but what starts with "c:".
        ("", Message(.text, "hello"), .forwarded("hello")), ("", Message(.text, ""), .forwarded("")),
        ("", Message(.binary, ""), .forwarded("")), ("", Message(.text, "c"), .forwarded("c")),
        ("", Message(.text, "cc:"), .forwarded("cc:")), ("", Message(.text, "m:x"), .forwarded("m:x")),
        ("", Message(.binary, "c:x"), .forwarded("c:x")),
        ("", Message(.text, #"c:{"type":"detach"}"#), .control(.detach)),
        ("", Message(.text, "c:x", isUnfragmented: false), .ignored(.fragmentedControl)),
        // Prefixes that start like a control message.
        ("c", Message(.text, "c"), .forwarded("")), ("c", Message(.text, "cx"), .forwarded("x")),
        ("c", Message(.text, #"c:{"type":"detach"}"#), .control(.detach)),
        ("c", Message(.binary, "c:x"), .forwarded(":x")),
        ("c:", Message(.text, #"c:{"type":"detach"}"#), .control(.detach)),
        ("c:", Message(.binary, "c:x"), .forwarded("x")),
        ("cat", Message(.text, "catx"), .forwarded("x")), ("cat", Message(.text, "ca"), .ignored(.withoutPrefix)),
        ("longer than most: ", Message(.text, "longer than most: x"), .forwarded("x")),
        ("longer than most: ", Message(.text, "longer than most"), .ignored(.withoutPrefix)),
        ("\u{E9}", Message(.text, "\u{E9}x"), .forwarded("x")),
        ("\u{E9}", Message(.text, "\u{E8}x"), .ignored(.withoutPrefix)),
    ]

    private static func reader(_ prefix: String) -> OriginMessageReader {
        OriginMessageReader(messagePrefix: Array(prefix.utf8), controlMessageBytes: self.limitBytes)
    }

    /// Reads the parts of one message, and checks that what is forwarded is a message again.
    private static func read(
        _ message: Message,
        cutAt offsets: [Int],
        _ reader: inout OriginMessageReader
    ) -> [Result] {
        var results: [Result] = []
        var forwarded: ByteBuffer?
        for part in message.parts(cutAt: offsets) {
            switch reader.read(part) {
            case .forward(.data(let data)):
                #expect(data.isFirst == (forwarded == nil))
                #expect(data.kind == message.kind && data.isUnfragmented == message.isUnfragmented)
                #expect(data.isLast || data.bytes.readableBytes > 0)
                forwarded = forwarded ?? ByteBuffer()
                forwarded?.writeImmutableBuffer(data.bytes)
                if data.isLast, let content = forwarded {
                    results.append(.forwarded(String(buffer: content)))
                }
            case .forward: Issue.record("a data part became another one")
            case .control(let message): results.append(.control(message))
            case .ignored(let reason): results.append(.ignored(reason))
            case .wait: break
            }
        }
        #expect(reader.bufferedByteCount == 0)
        return results
    }

    @Test(arguments: Self.table)
    func messageIsSortedHoweverItArrives(prefix: String, message: Message, result: Result) {
        let count = message.content.utf8.count
        var reader = Self.reader(prefix)
        // One reader for all, so that nothing of a message is left for the next one.
        #expect(Self.read(message, cutAt: [], &reader) == [result])
        for offset in 0...count {
            #expect(Self.read(message, cutAt: [offset], &reader) == [result], "cut at \(offset)")
            #expect(Self.read(message, cutAt: [offset, offset], &reader) == [result], "empty part at \(offset)")
        }
        if count > 1 {
            #expect(Self.read(message, cutAt: Array(1..<count), &reader) == [result], "byte by byte")
        }
    }

    @Test func partsLeaveAsSoonAsTheyAreDecided() {
        var reader = Self.reader("m:")
        let parts = Message(.text, "m:hello").parts(cutAt: [1, 3, 5])
        #expect(reader.read(parts[0]) == .wait)
        #expect(reader.bufferedByteCount == 1)
        for (part, content, isFirst) in zip3(parts.dropFirst(), ["h", "el", "lo"], [true, false, false]) {
            #expect(
                reader.read(part)
                    == .forward(
                        .data(
                            DataPart(
                                kind: .text,
                                bytes: ByteBuffer(string: content),
                                isFirst: isFirst,
                                isLast: content == "lo",
                                isUnfragmented: true
                            )
                        )
                    )
            )
            #expect(reader.bufferedByteCount == 0)
        }
    }

    /// What is ignored is said at once and not kept.
    @Test(
        arguments: [
            (Message(.text, "x and more"), 1, .withoutPrefix), (Message(.text, "mx and more"), 2, .withoutPrefix),
            (Message(.text, "c:{}", isUnfragmented: false), 2, .fragmentedControl),
            (Message(.text, "c:" + long + "  "), limitBytes + 3, .oversizedControl(limitBytes: limitBytes)),
        ] as [(Message, Int, IgnoredMessage)]
    )
    func ignoringIsSaidOnce(message: Message, offset: Int, reason: IgnoredMessage) {
        var reader = Self.reader("m:")
        let parts = message.parts(cutAt: [offset])
        #expect(reader.read(parts[0]) == .ignored(reason))
        #expect(reader.bufferedByteCount == 0)
        #expect(reader.read(parts[1]) == .wait)
        #expect(reader.bufferedByteCount == 0)
    }

    @Test(
        arguments: [.ping(ByteBuffer(string: "a")), .pong(ByteBuffer()), .close(nil), .close(ClosePayload(code: 4000))]
            as [MessagePart]
    )
    func controlFramesGoOnWhereverTheyStand(frame: MessagePart) {
        for message in ["m:hello", #"c:{"type":"detach"}"#, "other"] {
            var reader = Self.reader("m:")
            for part in Message(.text, message).parts(cutAt: [1, 4]) {
                #expect(reader.read(frame) == .forward(frame))
                _ = reader.read(part)
            }
            #expect(reader.read(frame) == .forward(frame))
        }
    }

    /// A decoder never does this; a message must not be made of it.
    @Test func partsWithoutAStartAreDropped() {
        var reader = Self.reader("")
        #expect(reader.read(Message(.text, "ab").parts(cutAt: [1])[1]) == .wait)
        #expect(Self.read(Message(.text, "x"), cutAt: [], &reader) == [.forwarded("x")])
    }

    @Test(
        arguments: [
            (.withoutPrefix, false, "message has neither the message prefix nor that of control messages"),
            (.fragmentedControl, true, "control message comes in several frames: send it in one"),
            (.oversizedControl(limitBytes: 5), true, "control message is longer than 5 bytes"),
            (
                .malformedControl(.unknownType("x")), true,
                "control message contains 'type' with unknown value 'x'"
            ),
        ] as [(IgnoredMessage, Bool, String)]
    )
    func reasonsAreLinesForTheLog(reason: IgnoredMessage, isControl: Bool, text: String) {
        #expect(reason.isControl == isControl)
        #expect("\(reason)" == text)
    }

    private func zip3<A, B, C>(_ a: some Sequence<A>, _ b: [B], _ c: [C]) -> [(A, B, C)] {
        zip(a, zip(b, c)).map { ($0, $1.0, $1.1) }
    }
}
