import NIOCore
import Testing

@testable import WebSocket

struct UTF8ValidatorTests {
    /// What the standard library says of bytes is what the validator says, however they are divided.
    @Test(arguments: 0..<UInt64(20))
    func agreesWithTheStandardLibrary(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let characters = Array("aaaaaaaaz\0\u{7F}\u{80}é\u{7FF}\u{800}€\u{D7FF}\u{E000}\u{FFFF}😀\u{10FFFF}")
        for _ in 0..<1000 {
            let text = String((0..<12).compactMap { _ in characters.randomElement(using: &generator) })
            var bytes = Array(text.utf8)
            if Bool.random(using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            }
            if Bool.random(using: &generator) {
                bytes.removeLast()
            }
            let place = Int.random(in: 0...bytes.count, using: &generator)
            var validator = UTF8Validator()
            let head = ByteBuffer(bytes: bytes[..<place])
            let tail = ByteBuffer(bytes: bytes[place...])
            let isText =
                validator.accepts(head.readableBytesUInt8Span) && validator.accepts(tail.readableBytesUInt8Span)
                && validator.isComplete
            #expect(isText == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes) divided at \(place)")
        }
    }
}
