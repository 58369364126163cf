import NIOCore
import ProxySessions
import Testing

/// Reference: GRIP 2.6, "Pacing".
struct LinkTicksTests {
    private typealias Fixtures = LinkFixtures

    @Test func streamsWithTheSameLinkShareTheirTicks() {
        var ticks = LinkTicks()
        let first = ticks.join(Fixtures.link("/n?page=1", timeout: 20), now: Fixtures.seconds(0))
        let second = ticks.join(Fixtures.link("/n?page=2", timeout: 20), now: Fixtures.seconds(15))
        let late = ticks.join(Fixtures.link("/n", timeout: 20), now: Fixtures.seconds(45))
        #expect([first, second, late] == [20, 20, 60].map { Fixtures.seconds($0) })
        #expect(ticks.count == 1)
    }

    @Test(arguments: [
        LinkFixtures.link("/m", timeout: 20), LinkFixtures.link("/n", timeout: 21),
        NextLink(uri: LinkFixtures.uri("/n", host: "other.example"), timeout: .seconds(20)),
    ])
    func otherLinksHaveTheirOwn(link: NextLink) {
        var ticks = LinkTicks()
        _ = ticks.join(Fixtures.link("/n", timeout: 20), now: Fixtures.seconds(0))
        #expect(ticks.join(link, now: Fixtures.seconds(5)) == Fixtures.seconds(5) + link.timeout)
    }

    @Test func aGroupEndsWithItsLastMember() {
        var ticks = LinkTicks()
        let link = Fixtures.link("/n", timeout: 20)
        _ = ticks.join(link, now: Fixtures.seconds(0))
        _ = ticks.join(link, now: Fixtures.seconds(1))
        ticks.leave(link)
        #expect(ticks.count == 1)
        ticks.leave(link)
        ticks.leave(link)
        #expect(ticks.count == 0)
        #expect(ticks.join(link, now: Fixtures.seconds(9)) == Fixtures.seconds(29))
    }

    @Test func aTimeoutOfZeroIsDueAtOnce() {
        var ticks = LinkTicks()
        let link = Fixtures.link("/n", timeout: 0)
        _ = ticks.join(link, now: Fixtures.seconds(1))
        #expect(ticks.join(link, now: Fixtures.seconds(5)) <= Fixtures.seconds(5))
    }
}
