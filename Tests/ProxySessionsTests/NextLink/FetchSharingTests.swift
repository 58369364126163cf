import NIOCore
import ProxySessions
import Testing

/// Reference: GRIP 2.6, "The request".
struct FetchSharingTests {
    private typealias Fixtures = LinkFixtures
    private typealias Sharing = FetchSharing<Int>

    private static func key(_ target: String, _ lastIDs: String..., routeID: String = "r") -> FetchKey {
        FetchKey(
            LinkRequest(
                link: Fixtures.link(target),
                lastIDs: lastIDs.map { RequestContext.LastID(channelName: $0, id: "1") }
            ),
            routeID: routeID,
            isDirect: false
        )
    }

    /// The id of a request that was started, or waits.
    private static func id(_ answer: Sharing.OnRequest) -> Sharing.FetchID {
        switch answer {
        case .start(let id): id
        case .join(let id): id
        case .wait(let id): id
        }
    }

    // MARK: What is the same

    struct KeyRow: Sendable {
        var rule: String
        var first: FetchKey
        var second: FetchKey
        var isShared: Bool
    }

    @Test(arguments: [
        KeyRow(rule: "the same", first: key("/n", "a"), second: key("/n", "a"), isShared: true),
        KeyRow(rule: "the query", first: key("/n?u=1", "a"), second: key("/n?u=2", "a"), isShared: true),
        KeyRow(rule: "the order", first: key("/n", "a", "b"), second: key("/n", "b", "a"), isShared: true),
        KeyRow(rule: "the path", first: key("/n", "a"), second: key("/m", "a"), isShared: false),
        KeyRow(rule: "the last ids", first: key("/n", "a"), second: key("/n", "b"), isShared: false),
        KeyRow(rule: "more last ids", first: key("/n", "a"), second: key("/n", "a", "b"), isShared: false),
        KeyRow(rule: "the route", first: key("/n", "a"), second: key("/n", "a", routeID: "s"), isShared: false),
        // Nothing but the query tells these pages apart.
        KeyRow(rule: "pages", first: key("/n?page=2"), second: key("/n?page=3"), isShared: false),
        KeyRow(rule: "the same page", first: key("/n?page=2"), second: key("/n?page=2"), isShared: true),
    ])
    func requestsForTheSameAreOne(row: KeyRow) {
        var sharing = Sharing()
        let first = sharing.requested(row.first, by: 1)
        let second = sharing.requested(row.second, by: 2)
        #expect(first == .start(Self.id(first)))
        #expect(second == (row.isShared ? .join(Self.id(first)) : .start(Self.id(second))), "\(row.rule)")
    }

    // MARK: Members

    @Test func everyMemberGetsTheResponse() {
        var sharing = Sharing()
        let id = Self.id(sharing.requested(Self.key("/n", "a"), by: 1))
        for member in [2, 3, 2] {
            _ = sharing.requested(Self.key("/n", "a"), by: member)
        }
        #expect(sharing.members(of: id) == [1, 2, 3])
        #expect(sharing.ended(id) == nil)
        #expect(sharing.members(of: id) == [])
        #expect(sharing.count == 0)
    }

    @Test func nobodyJoinsAResponseThatHasBegun() {
        var sharing = Sharing()
        let first = Self.id(sharing.requested(Self.key("/n", "a"), by: 1))
        sharing.answered(first)
        let second = sharing.requested(Self.key("/n", "a"), by: 2)
        #expect(second == .start(Self.id(second)))
        #expect(sharing.members(of: first) == [1])
        // The end of the first does not close the second.
        _ = sharing.ended(first)
        #expect(sharing.requested(Self.key("/n", "a"), by: 3) == .join(Self.id(second)))
    }

    @Test func aRequestGoesOnWhileSomebodyWantsIt() {
        var sharing = Sharing()
        let id = Self.id(sharing.requested(Self.key("/n", "a"), by: 1))
        _ = sharing.requested(Self.key("/n", "a"), by: 2)
        #expect(sharing.left(id, by: 1) == .ignore)
        #expect(sharing.left(id, by: 1) == .ignore)
        #expect(sharing.members(of: id) == [2])
        #expect(sharing.left(id, by: 2) == .cancel(next: nil))
        #expect(sharing.left(id, by: 2) == .ignore)
        #expect(sharing.ended(id) == nil)
    }

    // MARK: The cap

    @Test func anOriginGetsAtMostSoManyRequests() {
        var sharing = Sharing(requestsPerOrigin: 2)
        let answers = ["/1", "/2", "/3", "/4"].enumerated().map { member, target in
            sharing.requested(Self.key(target), by: member)
        }
        let ids = answers.map { Self.id($0) }
        #expect(answers == [.start(ids[0]), .start(ids[1]), .wait(ids[2]), .wait(ids[3])])
        // Another origin has its own.
        let other = sharing.requested(Self.key("/1", routeID: "s"), by: 9)
        #expect(other == .start(Self.id(other)))
        // One that waits can be joined as well.
        #expect(sharing.requested(Self.key("/3"), by: 7) == .join(ids[2]))
        #expect(sharing.ended(ids[1]) == ids[2])
        #expect(sharing.ended(ids[0]) == ids[3])
        #expect(sharing.ended(ids[2]) == nil)
        #expect(sharing.ended(ids[3]) == nil)
        let next = sharing.requested(Self.key("/5"), by: 5)
        #expect(next == .start(Self.id(next)))
    }

    @Test func aRequestThatWaitedInVainGivesUpItsPlaceInTheLine() {
        var sharing = Sharing(requestsPerOrigin: 1)
        let ids = ["/1", "/2", "/3"].enumerated().map { member, target in
            Self.id(sharing.requested(Self.key(target), by: member))
        }
        #expect(sharing.left(ids[1], by: 1) == .cancel(next: nil))
        #expect(sharing.left(ids[0], by: 0) == .cancel(next: ids[2]))
        #expect(sharing.ended(ids[2]) == nil)
        #expect(sharing.count == 0)
    }

    @Test func hostsAskedDirectlyAreCappedByThemselves() {
        var sharing = Sharing(requestsPerOrigin: 1)
        let hosts = ["a.example", "b.example", "a.example"]
        let answers = hosts.enumerated().map { member, host in
            let link = NextLink(uri: Fixtures.uri("/\(member)", host: host), timeout: .seconds(1))
            let key = FetchKey(LinkRequest(link: link, lastIDs: []), routeID: "r", isDirect: true)
            return sharing.requested(key, by: member)
        }
        let ids = answers.map { Self.id($0) }
        #expect(answers == [.start(ids[0]), .start(ids[1]), .wait(ids[2])])
    }
}
