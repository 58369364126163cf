import NIOCore
import Testing

@testable import ZMTP

struct WireEncoderTests {
    @Test func readyTellsTheSocketType() {
        #expect(WireEncoder.ready(PeerProperties(.pull)).array == Bytes.ready("PULL"))
    }

    @Test(arguments: [SocketType.req, .dealer, .router])
    func socketsWithAnIdentityTellIt(type: SocketType) {
        let expected = Bytes.ready(type.rawValue, more: Bytes.property("Identity", []))
        #expect(WireEncoder.ready(PeerProperties(type)).array == expected)
    }

    @Test(
        arguments: [
            (1, false, Bytes.command("SUBSCRIBE", [0x61, 0x62])), (1, true, Bytes.command("CANCEL", [0x61, 0x62])),
            (0, false, [0, 3, 1, 0x61, 0x62]), (0, true, [0, 3, 0, 0x61, 0x62]),
        ] as [(UInt8, Bool, [UInt8])]
    )
    func subscriptionsAreWrittenForTheVersionOfThePeer(minor: UInt8, isCancelled: Bool, bytes: [UInt8]) {
        let version = ProtocolVersion(major: 3, minor: minor)
        #expect(WireEncoder.subscription("ab", isCancelled: isCancelled, version: version).array == bytes)
    }

    @Test func errorsAreCutToWhatFits() {
        #expect(WireEncoder.error("no").array == Bytes.command("ERROR", [2, 0x6E, 0x6F]))
        let long = WireEncoder.error(String(repeating: "x", count: 300))
        #expect(
            Decoded(Bytes.greeting + long.array, cut: .whole).events.last
                == .command(.error(String(repeating: "x", count: 255)))
        )
    }

    @Test func pongsCarryTheContext() {
        #expect(WireEncoder.pong(context: ByteBuffer(bytes: [1, 2])).array == Bytes.command("PONG", [1, 2]))
    }

    @Test(arguments: [[0], [1], [255], [256], [0, 0], [3, 256, 0, 70_000]])
    func messagesOfAnySizesAreReadBack(sizes: [Int]) {
        let parts = sizes.map { ByteBuffer(repeating: 0x78, count: $0) }
        let decoded = Decoded(Bytes.greeting + WireEncoder.message(parts).array, cut: .whole)
        #expect(decoded.events.last == .message(parts))
        #expect(decoded.error == nil)
    }
}
