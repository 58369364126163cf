import NIOCore
import ProxySessions
import Testing

struct ItemIDCacheTests {
    private static func time(_ seconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(1_000_000_000_000) + .seconds(seconds)
    }

    /// Inserts `id` on the channel `a`.
    private static func insert(_ id: String, into cache: inout ItemIDCache, at seconds: Int64 = 0) -> Bool {
        cache.insert(id: id, channelName: ChannelName("a"), now: self.time(seconds))
    }

    @Test func idIsNewOncePerChannel() {
        var cache = ItemIDCache(lifetime: .seconds(60), capacity: 10)
        #expect(Self.insert("1", into: &cache))
        #expect(!Self.insert("1", into: &cache))
        #expect(Self.insert("2", into: &cache))
        let isNewElsewhere = cache.insert(id: "1", channelName: ChannelName("b"), now: Self.time(0))
        #expect(isNewElsewhere)
        #expect(cache.count == 3)
    }

    @Test func idIsForgottenAfterItsLifetime() {
        var cache = ItemIDCache(lifetime: .seconds(60), capacity: 10)
        #expect(Self.insert("1", into: &cache))
        #expect(!Self.insert("1", into: &cache, at: 59))
        #expect(Self.insert("1", into: &cache, at: 60))
        #expect(cache.count == 1)
    }

    @Test func seeingAnIDAgainDoesNotExtendItsLife() {
        var cache = ItemIDCache(lifetime: .seconds(60), capacity: 10)
        _ = Self.insert("1", into: &cache)
        for second in stride(from: Int64(10), to: 60, by: 10) {
            #expect(!Self.insert("1", into: &cache, at: second))
        }
        #expect(Self.insert("1", into: &cache, at: 60))
    }

    @Test func oldestIsForgottenWhenThereAreTooMany() {
        var cache = ItemIDCache(lifetime: .seconds(60), capacity: 3)
        for id in ["1", "2", "3", "4"] {
            #expect(Self.insert(id, into: &cache))
        }
        #expect(cache.count == 3)
        #expect(!Self.insert("3", into: &cache))
        #expect(!Self.insert("4", into: &cache))
        #expect(Self.insert("1", into: &cache))
    }

    /// A duplicate needs no room, so it must not push out what it is compared with.
    @Test func duplicateIsFoundInAFullCache() {
        var cache = ItemIDCache(lifetime: .seconds(60), capacity: 2)
        _ = Self.insert("1", into: &cache)
        _ = Self.insert("2", into: &cache)
        for _ in 0..<5 {
            #expect(!Self.insert("1", into: &cache))
            #expect(!Self.insert("2", into: &cache))
        }
        #expect(cache.count == 2)
    }

    @Test(arguments: [(TimeAmount.zero, 10), (.seconds(-1), 10), (.seconds(60), 0)])
    func cacheThatIsOffRemembersNothing(lifetime: TimeAmount, capacity: Int) {
        var cache = ItemIDCache(lifetime: lifetime, capacity: capacity)
        #expect(Self.insert("1", into: &cache))
        #expect(Self.insert("1", into: &cache))
        #expect(cache.count == 0)
    }

    /// Enough to make the list of expiry times be shortened several times.
    @Test func manyIDsAreForgottenInOrder() {
        var cache = ItemIDCache(lifetime: .seconds(60), capacity: 100)
        for number in 0..<10_000 {
            let isNew = Self.insert("\(number)", into: &cache, at: Int64(number / 100))
            guard isNew, cache.count <= 100 else {
                Issue.record("id \(number): \(cache.count) remembered")
                return
            }
        }
        #expect(cache.count == 100)
        #expect(!Self.insert("9900", into: &cache, at: 100))
        #expect(Self.insert("9899", into: &cache, at: 100))
    }
}
