import ProxySessions
import Testing

@testable import ProxyFanout

struct ReceiverTallyTests {
    private static let a = ReceiverKind(.stream)
    private static let b = ReceiverKind(.stream, route: RouteNumber(value: 1))
    private static let c = ReceiverKind(.webSocket, route: RouteNumber(value: 1))

    @Test(arguments: [[], [a], [a, a, a], [b, b], [a, b, a, b], [c, a, b, c, c, a, a]])
    func receiversOfAKindAreCountedTogether(kinds: [ReceiverKind]) {
        var tally = ReceiverTally()
        for kind in kinds {
            tally.add(kind)
        }
        for kind in [Self.a, Self.b, Self.c] {
            var counts: [Int] = []
            tally.visit { if $0 == kind { counts.append($1) } }
            let count = kinds.count { $0 == kind }
            #expect(counts == (count == 0 ? [] : [count]))
        }
        #expect(tally.receivers.total == kinds.count)
        #expect(tally.receivers[.webSocket] == kinds.count { $0 == Self.c })
    }
}
