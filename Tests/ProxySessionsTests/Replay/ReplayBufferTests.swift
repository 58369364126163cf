import NIOCore
import ProxySessions
import Testing

/// Reference: behaviour 1.6, 3.6, 3.7; GRIP 2.5.
struct ReplayBufferTests {
    struct Row: Sendable {
        var pieces: [String]
        var ends: Bool
        var state: ReplayBuffer.State
        var kept: String
        var onInstruct: ReplayBuffer.OnInstruct
    }

    @Test(arguments: [
        Row(pieces: [], ends: false, state: .receiving, kept: "", onInstruct: .wait),
        Row(pieces: [], ends: true, state: .complete, kept: "", onInstruct: .accept),
        Row(pieces: ["ab", "", "cd"], ends: false, state: .receiving, kept: "abcd", onInstruct: .wait),
        Row(pieces: ["ab", "cd"], ends: true, state: .complete, kept: "abcd", onInstruct: .accept),
        // The limit is 5: exactly that many bytes are kept, one more drops all.
        Row(pieces: ["abcde"], ends: true, state: .complete, kept: "abcde", onInstruct: .accept),
        Row(pieces: ["abcde", "f"], ends: false, state: .overflowed, kept: "", onInstruct: .refuse),
        Row(pieces: ["abcdef"], ends: true, state: .overflowed, kept: "", onInstruct: .refuse),
        Row(pieces: ["abcdef", "g"], ends: true, state: .overflowed, kept: "", onInstruct: .refuse),
    ])
    func bodyIsKeptWholeOrNotAtAll(_ row: Row) {
        var buffer = ReplayBuffer(limitBytes: 5)
        for piece in row.pieces {
            buffer.append(ByteBuffer(string: piece))
        }
        if row.ends {
            buffer.bodyEnded()
        }
        #expect(buffer.state == row.state)
        #expect(String(buffer: buffer.bytes) == row.kept)
        #expect(buffer.instructReceived() == row.onInstruct)
        #expect(buffer.canResend == (row.state != .overflowed))
    }

    @Test func bytesAfterTheEndAreNotKept() {
        var buffer = ReplayBuffer(limitBytes: 5)
        buffer.append(ByteBuffer(string: "a"))
        buffer.bodyEnded()
        buffer.append(ByteBuffer(string: "b"))
        #expect(String(buffer: buffer.bytes) == "a")
    }

    @Test func defaultLimitIsThatOfTheReference() {
        var buffer = ReplayBuffer()
        buffer.append(ByteBuffer(repeating: 1, count: 100_000))
        #expect(buffer.canResend)
        buffer.append(ByteBuffer(repeating: 1, count: 1))
        #expect(!buffer.canResend)
    }
}
