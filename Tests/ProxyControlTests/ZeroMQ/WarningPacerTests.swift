import NIOCore
import ProxyControl
import Testing

struct WarningPacerTests {
    private static let start = NIODeadline.uptimeNanoseconds(0)

    @Test func tenWarningsOfAKindComeThroughInASecond() {
        var pacer = WarningPacer<String>()
        for _ in 0..<10 {
            #expect(pacer.warning(of: "a", now: Self.start) == 0)
        }
        #expect(pacer.warning(of: "a", now: Self.start) == nil)
        #expect(pacer.warning(of: "a", now: Self.start + .milliseconds(999)) == nil)
        #expect(pacer.warning(of: "a", now: Self.start + .seconds(1)) == 2)
        #expect(pacer.warning(of: "a", now: Self.start + .seconds(1)) == 0)
    }

    @Test func kindsDoNotHoldEachOtherBack() {
        var pacer = WarningPacer<String>()
        for _ in 0..<10 {
            #expect(pacer.warning(of: "a", now: Self.start) == 0)
        }
        #expect(pacer.warning(of: "b", now: Self.start) == 0)
        #expect(pacer.warning(of: "a", now: Self.start) == nil)
    }
}
