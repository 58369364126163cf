import NIOCore
import Testing
import WebSocket

/// Random messages, the same ones in every run, written in random parts and read in random pieces.
struct RoundTripTests {
    struct Setup: Sendable, CustomTestStringConvertible {
        let role: PeerRole
        let deflate: DeflateParameters?
        let sharesStreams: Bool
        let seed: UInt64

        var testDescription: String {
            let window = self.deflate.map { "window of \($0.serverWindowBits) bits" } ?? "not compressed"
            return "\(self.role), \(window), \(self.sharesStreams ? "shared" : "own") streams, seed \(self.seed)"
        }
    }

    static let setups = [PeerRole.client, .server].flatMap { role in
        [nil, DeflateParameters(), DeflateParameters(serverWindowBits: 9)].flatMap { deflate in
            [true, false].flatMap { sharesStreams in
                (1...2).map { Setup(role: role, deflate: deflate, sharesStreams: sharesStreams, seed: $0) }
            }
        }
    }

    private static func content(_ generator: inout SeededGenerator) -> [UInt8] {
        let size = [0, 1, 20, 63, 64, 125, 126, 1000, 65_535, 65_536, 100_000].randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        case 1: return [UInt8](repeating: 0x61, count: size)
        default: return (0..<size).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
        }
    }

    @Test(arguments: setups)
    func whatIsWrittenIsRead(setup: Setup) throws {
        var generator = SeededGenerator(seed: setup.seed)
        let streams = setup.sharesStreams ? DeflateStreams() : nil
        var encoder = MessageEncoder(as: setup.role, deflate: setup.deflate, streams: streams)
        var decoder = MessageDecoder(from: setup.role, deflate: setup.deflate, streams: streams)
        var received: [UInt8] = []
        for number in 0..<20 {
            let kind: MessageKind = Bool.random(using: &generator) ? .text : .binary
            let content = Self.content(&generator)
            var wire = ByteBuffer()
            var rest = content[...]
            var isFirst = true
            repeat {
                let size = Int.random(in: 0...max(1, content.count), using: &generator)
                let piece = rest.prefix(size)
                rest = rest.dropFirst(size)
                let bytes = ByteBuffer(bytes: piece)
                let part = DataPart(
                    kind: kind,
                    bytes: bytes,
                    isFirst: isFirst,
                    isLast: rest.isEmpty,
                    isUnfragmented: false
                )
                encoder.write(.data(part), to: &wire)
                encoder.write(.ping(ByteBuffer(integer: UInt8(truncatingIfNeeded: number))), to: &wire)
                isFirst = false
            } while !rest.isEmpty

            var hasBegun = false
            var isLast = false
            received.removeAll()
            while wire.readableBytes > 0 {
                let size = Int.random(in: 1...max(1, wire.readableBytes), using: &generator)
                let read = wire.readSlice(length: size) ?? ByteBuffer()
                decoder.append(read)
                while let part = try decoder.next() {
                    guard case .data(let data) = part else { continue }
                    try #require(data.kind == kind && data.isFirst != hasBegun && !isLast)
                    hasBegun = true
                    received += data.bytes.array
                    isLast = data.isLast
                }
            }
            try #require(received == content && isLast, "message \(number)")
        }
    }
}
