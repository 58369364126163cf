import GRIP
import HTTP1
import NIOCore
import ProxySessions
import Testing
import WebSocket

/// Whatever happens in whatever order, the origin gets every byte once and in order, and one request at a time.
struct OverHTTPStateMachineModelTests {
    /// An origin that takes what it likes, and the text it has seen.
    private struct Origin {
        var text = ""
        var closeCount = 0
        var isAnswering: EventRequest?
        /// How often the present request failed.
        var failureCount = 0

        /// Decides what to take of the request; returns the answer's lines.
        mutating func answer(using random: inout SeededRandom) -> [String] {
            guard let request = self.isAnswering else { return [] }
            self.isAnswering = nil
            self.failureCount = 0
            let contents = request.events.compactMap { event in
                if case .text(let content) = event { String(buffer: content) } else { nil }
            }
            let all = contents.joined()
            let hasClose = request.events.contains(.close(nil))
            let count = Int(random.next() % UInt64(all.utf8.count + 1))
            // A Close without content goes with the last byte; nothing but it cannot be taken in part.
            guard count > 0, count < all.utf8.count else {
                self.text += all
                self.closeCount += hasClose ? 1 : 0
                return []
            }
            self.text += String(decoding: Array(all.utf8.prefix(count)), as: UTF8.self)
            return ["Content-Bytes-Accepted: \(count)"]
        }
    }

    @Test(arguments: 0..<100)
    func everyByteArrivesOnceAndInOrder(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var fixture = OverHTTPFixture.open(["Keep-Alive-Interval: 30"], isOneEvent: seed.isMultiple(of: 5))
        var origin = Origin()
        var sent = ""
        for step in 0..<200 {
            switch random.next() % 6 {
            case 0, 1:
                let text = String(repeating: Character(UnicodeScalar(UInt8(97 + step % 26))), count: step % 40)
                if fixture.machine.isWritable, fixture.machine.clientSent(.text(text)) == .queue {
                    sent += text
                }
            case 2:
                guard origin.isAnswering != nil else { continue }
                _ = fixture.answer("", origin.answer(using: &random))
            case 3:
                guard origin.isAnswering != nil, origin.failureCount < 5 else { continue }
                _ = fixture.fail(.notTaken)
                origin.isAnswering = nil
                origin.failureCount += 1
            case 4:
                fixture.wait(seconds: Int64(random.next() % 40))
            default:
                fixture.machine.refreshRequested()
            }
            if case .request(let request) = fixture.step() {
                #expect(origin.isAnswering == nil)
                origin.isAnswering = request
            }
        }
        _ = fixture.machine.clientSent(.close(nil))
        fixture.machine.detached()
        for _ in 0..<300 {
            if case .request(let request) = fixture.step() {
                origin.isAnswering = request
            }
            _ = fixture.answer("", origin.answer(using: &random))
            fixture.wait(seconds: 60)
        }
        let last = fixture.step()
        #expect(last == .finish)
        #expect(origin.text == sent)
        #expect(origin.closeCount == 1)
    }
}
