import GRIP
import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout
import ProxyListener
import Testing

/// The bytes that keep a quiet stream open (reference: GRIP 2.3).
struct KeepAliveTests {
    private static func keepAlive(_ mode: KeepAlive.Mode, seconds: Int = 20) -> KeepAlive {
        KeepAlive(data: ByteBuffer(string: "ping"), timeout: .seconds(seconds), mode: mode)
    }

    /// Lets time pass in steps of the wheel; the moments, in milliseconds, at which something was sent.
    private static func listen(to held: HeldClient, seconds: Int64) throws -> [Int64] {
        var moments: [Int64] = []
        for _ in 0..<(seconds * 10) {
            held.client.loop.advanceTime(by: .milliseconds(100))
            if try held.client.received() == "4\r\nping\r\n" {
                moments.append(Int64(held.client.loop.now.uptimeNanoseconds / 1_000_000))
            }
        }
        return moments
    }

    /// Up to a second is taken off each interval, and the wheel adds up to 100 ms.
    @Test(arguments: [KeepAlive.Mode.idle, .interval])
    func intervalsVaryWithinOneSecond(mode: KeepAlive.Mode) throws {
        let held = try HeldClient.stream(keepAlive: Self.keepAlive(mode))
        let moments = try Self.listen(to: held, seconds: 600)
        #expect(moments.count >= 29)
        #expect(moments.first == 20_000)
        let intervals = zip(moments, moments.dropFirst()).map { $1 - $0 }
        #expect(intervals.allSatisfy { $0 > 19_000 && $0 <= 20_100 })
        #expect(Set(intervals).count > 1)
        #expect(held.client.count(.keepAlives) == moments.count)
    }

    @Test func contentPostponesAnIdleKeepAlive() throws {
        let held = try HeldClient.stream(keepAlive: Self.keepAlive(.idle))
        for _ in 0..<5 {
            #expect(try Self.listen(to: held, seconds: 15) == [])
            held.send("x")
            _ = try held.client.received()
        }
        #expect(try Self.listen(to: held, seconds: 21).count == 1)
    }

    @Test func appendedContentPostponesAnIdleKeepAliveAsWell() throws {
        let held = try HeldClient.stream(keepAlive: Self.keepAlive(.idle))
        #expect(try Self.listen(to: held, seconds: 15) == [])
        held.hold?.append(ByteBuffer(string: "linked"))
        #expect(try Self.listen(to: held, seconds: 15) == [])
    }

    @Test func contentDoesNotPostponeAnIntervalKeepAlive() throws {
        let held = try HeldClient.stream(keepAlive: Self.keepAlive(.interval))
        var moments: [Int64] = []
        for _ in 0..<10 {
            moments += try Self.listen(to: held, seconds: 7)
            held.send("x")
            _ = try held.client.received()
        }
        #expect(moments.count == 3)
    }

    @Test func streamWithoutKeepAliveStaysSilent() throws {
        let held = try HeldClient.stream()
        #expect(try Self.listen(to: held, seconds: 300) == [])
    }

    @Test func clientThatDoesNotReadGetsNone() throws {
        let held = try HeldClient.stream(keepAlive: Self.keepAlive(.interval))
        held.client.setWritable(false)
        #expect(try Self.listen(to: held, seconds: 100) == [])
        #expect(held.client.count(.keepAlives) == 0)
        held.client.setWritable(true)
        #expect(try held.client.received() == "")
        #expect(try Self.listen(to: held, seconds: 21).count == 1)
    }

    @Test func responseWithoutABodyHasNone() throws {
        let held = try HeldClient.stream(framing: .none, keepAlive: Self.keepAlive(.interval))
        #expect(try Self.listen(to: held, seconds: 100) == [])
        #expect(held.client.count(.keepAlives) == 0)
    }

    @Test func keepAliveOfANewInstructionReplacesTheOld() throws {
        let held = try HeldClient.stream(keepAlive: Self.keepAlive(.interval, seconds: 60))
        held.hold?.replaceKeepAlive(Self.keepAlive(.interval, seconds: 5))
        #expect(try Self.listen(to: held, seconds: 30).count >= 5)
        held.hold?.replaceKeepAlive(nil)
        #expect(try Self.listen(to: held, seconds: 120) == [])
        held.hold?.replaceKeepAlive(Self.keepAlive(.interval, seconds: 5))
        #expect(try Self.listen(to: held, seconds: 30).count >= 5)
    }

    /// A chunk of size zero would end the stream.
    @Test func emptyKeepAliveSendsNothing() throws {
        let held = try HeldClient.stream(keepAlive: KeepAlive(data: ByteBuffer(), timeout: .seconds(5)))
        held.client.advance(seconds: 30)
        #expect(try held.client.received() == "")
        held.hold?.replaceKeepAlive(KeepAlive(data: ByteBuffer(), timeout: .seconds(5)))
        held.client.advance(seconds: 30)
        #expect(try held.client.received() == "")
        held.send("x")
        #expect(try held.client.received() == "1\r\nx\r\n")
    }
}
