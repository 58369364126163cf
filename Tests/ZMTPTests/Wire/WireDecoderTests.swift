import NIOCore
import Testing

@testable import ZMTP

struct WireDecoderTests {
    private static let long = String(repeating: "x", count: 300)

    private static let conversation: [UInt8] =
        Bytes.greeting + Bytes.ready("PUSH") + Bytes.message("one") + Bytes.message("", "two", "")
        // A command between the parts of a message, as libzmq sends its heartbeats.
        + [1, 1, 0x61] + Bytes.command("PING", [0, 0]) + [0, 1, 0x62]
        + [2, 0, 0, 0, 0, 0, 0, 1, 44] + Array(long.utf8) + Bytes.message("")

    private static func message(_ parts: String...) -> WireEvent {
        .message(parts.map { ByteBuffer(string: $0) })
    }

    @Test(arguments: Cut.all(count: conversation.count))
    func aConversationIsTheSameHoweverItIsCut(cut: Cut) {
        let decoded = Decoded(Self.conversation, cut: cut)
        #expect(decoded.error == nil)
        #expect(
            decoded.events == [
                .greeting(.own), .command(.ready(PeerProperties(.push))),
                Self.message("one"), Self.message("", "two", ""),
                .command(.ping(timeToLive: .zero, context: ByteBuffer())), Self.message("a", "b"),
                Self.message(Self.long), Self.message(""),
            ]
        )
    }

    private static let limits: ZMTPLimits = {
        var limits = ZMTPLimits()
        limits.messageBytes = 10
        limits.messageParts = 3
        limits.commandBytes = 40
        return limits
    }()

    struct Limited: Sendable {
        let bytes: [UInt8]
        let error: ZMTPError?
    }

    static let limited = [
        Limited(bytes: Bytes.message("0123456789"), error: nil),
        Limited(bytes: Bytes.message("01234567890"), error: .messageTooLarge(limit: 10)),
        Limited(bytes: Bytes.message("01234", "56789"), error: nil),
        Limited(bytes: Bytes.message("01234", "567890"), error: .messageTooLarge(limit: 10)),
        Limited(bytes: Bytes.message("01234", "56789") + Bytes.message("0123456789"), error: nil),
        Limited(bytes: Bytes.message("", "", ""), error: nil),
        Limited(bytes: Bytes.message("", "", "", ""), error: .tooManyParts(limit: 3)),
        Limited(bytes: Bytes.command("PONG", [UInt8](repeating: 0, count: 35)), error: nil),
        Limited(
            bytes: Bytes.command("PONG", [UInt8](repeating: 0, count: 36)),
            error: .commandTooLarge(limit: 40)
        ),
        // The length alone is enough: nothing is waited for.
        Limited(bytes: [2, 0x7F, 255, 255, 255, 255, 255, 255, 255], error: .messageTooLarge(limit: 10)),
        Limited(bytes: [1, 1, 0, 2, 0x7F, 255, 255, 255, 255, 255, 255, 255], error: .messageTooLarge(limit: 10)),
        Limited(bytes: [6, 0x7F, 255, 255, 255, 255, 255, 255, 255], error: .commandTooLarge(limit: 40)),
    ]

    @Test(arguments: limited, [Cut.whole, .byteByByte])
    func limitsHoldForEveryMessage(row: Limited, cut: Cut) {
        #expect(Decoded(Bytes.greeting + row.bytes, cut: cut, limits: Self.limits).error == row.error)
    }

    @Test func anErrorIsFinal() throws {
        var decoder = WireDecoder(limits: ZMTPLimits())
        var errors: [ZMTPError] = []
        for bytes in [[0], Bytes.greeting] as [[UInt8]] {
            decoder.append(ByteBuffer(bytes: bytes))
            do throws(ZMTPError) {
                _ = try decoder.next()
            } catch {
                errors.append(error)
            }
        }
        #expect(errors == [.notZMTP, .notZMTP])
    }

    @Test(arguments: 0..<UInt64(20))
    func resultsOfBrokenInputDoNotDependOnTheCut(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var limits = ZMTPLimits()
        limits.messageBytes = 1000
        for _ in 0..<200 {
            var bytes = Self.conversation
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 2: bytes.remove(at: place)
                default: bytes.insert(bytes[place], at: place)
                }
            }
            let whole = Decoded(bytes, cut: .whole, limits: limits)
            #expect(Decoded(bytes, cut: .byteByByte, limits: limits) == whole)
            let place = Int.random(in: 0...bytes.count, using: &generator)
            #expect(Decoded(bytes, cut: .at(place), limits: limits) == whole)
        }
    }

    @Test(arguments: 0..<UInt64(20))
    func noiseIsSurvived(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 0..<200, using: &generator)
            let noise = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) & 0x8F }
            for start in [[], Bytes.greeting] {
                let whole = Decoded(start + noise, cut: .whole)
                #expect(Decoded(start + noise, cut: .byteByByte) == whole)
            }
        }
    }
}
