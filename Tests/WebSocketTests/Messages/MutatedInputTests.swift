import NIOCore
import Testing
import WebSocket

/// Sound frames with a few bytes changed, put in, taken out or repeated, the same ones in every run.
///
/// Whatever comes out: no crash, proper messages, and the same for every way the bytes are cut into reads.
struct MutatedInputTests {
    private static let frames: [[UInt8]] = [
        hex("81 05 48 65 6c 6c 6f"), hex("01 03 48 65 6c"), hex("80 02 6c 6f"), hex("00 02 6c 6f"), hex("89 02 70 70"),
        hex("8A 00"), hex("88 05 03 E8 62 79 65"), hex("82 7E 00 80") + [UInt8](repeating: 7, count: 128),
        hex("82 7F 00 00 00 00 00 00 00 02 01 02"), hex("C1 07 f2 48 cd c9 c9 07 00"), hex("41 03 f2 48 cd"),
        hex("80 04 c9 c9 07 00"), hex("C1 01 00"), hex("C2 08 f3 48 cd c9 c9 07 00 00"), hex("41 05 00 05 00 fa ff"),
    ]

    private static func input(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = (0..<6).flatMap { _ in Self.frames.randomElement(using: &generator) ?? [] }
        for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 1...8, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            default: bytes.removeSubrange(end...)
            }
        }
        return bytes
    }

    @Test(arguments: 0..<UInt64(10))
    func resultsDoNotDependOnTheCut(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let streams = DeflateStreams()
        let options = DecoderOptions(
            validatesClose: true,
            validatesText: seed.isMultiple(of: 2),
            requiresMinimalLengths: false
        )
        let limits = DecoderLimits(inflatedMessageBytes: 40)
        for _ in 0..<300 {
            let bytes = Self.input(&generator)
            func decoded(_ cut: Cut) -> Decoded {
                Decoded(
                    bytes,
                    from: .server,
                    cut: cut,
                    deflate: DeflateParameters(),
                    options: options,
                    limits: limits,
                    streams: streams
                )
            }
            let whole = decoded(.whole)
            #expect(whole.hasProperMessages)
            for cut in [Cut.byteByByte, .at(Int.random(in: 0...bytes.count, using: &generator))] {
                let other = decoded(cut)
                // Of two faults of a message that is compressed text, both 1007, either may be found first.
                guard other.error?.closeCode == whole.error?.closeCode, other.messages == whole.messages,
                    other.hasProperMessages
                else {
                    Issue.record("\(cut): \(bytes) gave \(other), and whole \(whole)")
                    continue
                }
            }
        }
    }
}
