import NIOCore
import ProxySessions
import Testing

/// Reference: behaviour 3.6; GRIP 1, 2.3.
struct InstructBufferTests {
    struct Row: Sendable {
        var mayStream: Bool
        var pieces: [String]
        var answers: [InstructBuffer.OnBytes]
        var end: InstructBuffer.OnEnd
    }

    private static func relay(_ text: String) -> InstructBuffer.OnBytes { .relay(ByteBuffer(string: text)) }
    private static func interpret(_ text: String) -> InstructBuffer.OnEnd { .interpret(ByteBuffer(string: text)) }

    @Test(arguments: [
        Row(mayStream: false, pieces: [], answers: [], end: interpret("")),
        Row(mayStream: false, pieces: ["ab", "", "cde"], answers: [.wait, .wait, .wait], end: interpret("abcde")),
        Row(mayStream: true, pieces: ["ab", "cde"], answers: [.wait, .wait], end: interpret("abcde")),
        // The limit is 5.
        Row(mayStream: false, pieces: ["abc", "def", "g"], answers: [.wait, .refuse, .ignore], end: .ignore),
        Row(mayStream: false, pieces: ["abcdef"], answers: [.refuse], end: .ignore),
        Row(
            mayStream: true,
            pieces: ["abc", "def", "g"],
            answers: [.wait, relay("abcdef"), relay("g")],
            end: .proceed
        ),
        Row(mayStream: true, pieces: ["abcdef"], answers: [relay("abcdef")], end: .proceed),
    ])
    func bodyIsCollectedUpToTheLimit(_ row: Row) {
        var buffer = InstructBuffer(limitBytes: 5, mayStream: row.mayStream)
        let answers = row.pieces.map { buffer.bytesReceived(ByteBuffer(string: $0)) }
        #expect(answers == row.answers)
        #expect(buffer.bodyEnded() == row.end)
    }

    @Test(arguments: [(100_000, InstructBuffer.OnBytes.wait), (100_001, .refuse)])
    func defaultLimitIsThatOfTheReference(_ count: Int, _ answer: InstructBuffer.OnBytes) {
        var buffer = InstructBuffer(mayStream: false)
        #expect(buffer.bytesReceived(ByteBuffer(repeating: 1, count: count)) == answer)
    }
}
