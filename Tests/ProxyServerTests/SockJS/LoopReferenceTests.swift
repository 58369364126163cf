import NIOEmbedded
import Testing

@testable import ProxyServer

struct LoopReferenceTests {
    private final class Counter {
        var count = 0
    }

    @Test func callOnTheLoopIsMadeAtOnce() {
        let loop = EmbeddedEventLoop()
        let counter = Counter()
        LoopReference(counter, on: loop).call { $0.count += 1 }
        #expect(counter.count == 1)
    }

    @Test func executionWaitsForTheNextTurn() {
        let loop = EmbeddedEventLoop()
        let counter = Counter()
        LoopReference(counter, on: loop).execute { $0.count += 1 }
        #expect(counter.count == 0)
        loop.run()
        #expect(counter.count == 1)
    }
}
