import GRIP
import ProxySessions
import Testing

/// Reference: GRIP 2.5, 2.8.
struct ReliableChannelsTests {
    private static func lastIDs(_ channels: ReliableChannels) -> [String] {
        channels.lastIDs.map { "\($0.channelName)=\($0.id)" }
    }

    struct Row: Sendable {
        var previousID: String?
        /// Items as id and previous id.
        var items: [(String?, String?)]
        var answers: [ReliableChannels.OnItem]
        var lastIDs: [String]
    }

    @Test(arguments: [
        Row(previousID: "1", items: [("2", "1"), ("3", "2")], answers: [.deliver, .deliver], lastIDs: ["a=3"]),
        Row(previousID: "1", items: [("3", "2")], answers: [.recover], lastIDs: ["a=1"]),
        Row(previousID: "1", items: [("2", nil)], answers: [.recover], lastIDs: ["a=1"]),
        Row(previousID: "1", items: [("1", "0")], answers: [.recover], lastIDs: ["a=1"]),
        Row(previousID: "", items: [("1", ""), ("2", nil)], answers: [.deliver, .recover], lastIDs: ["a=1"]),
        Row(previousID: nil, items: [("9", "8"), (nil, nil)], answers: [.deliver, .deliver], lastIDs: []),
        // After an item without id nothing is known any more.
        Row(previousID: "1", items: [(nil, "1"), ("9", "8")], answers: [.deliver, .deliver], lastIDs: []),
        // Two spellings of an accented letter are two ids.
        Row(previousID: "\u{E9}", items: [("2", "e\u{301}")], answers: [.recover], lastIDs: ["a=\u{E9}"]),
    ])
    func anItemMustFollowTheLastOne(row: Row) {
        var channels = ReliableChannels([GripChannel(name: "a", previousID: row.previousID)])
        let answers = row.items.map { id, previousID in
            channels.itemPublished(ChannelName("a"), id: id, previousID: previousID)
        }
        #expect(answers == row.answers)
        #expect(Self.lastIDs(channels) == row.lastIDs)
    }

    @Test func namesToTheOriginAreWithoutPrefix() {
        var channels = ReliableChannels(
            [GripChannel(name: "a", previousID: "1"), GripChannel(name: "b")],
            prefix: "p-",
            implicit: ["c", "p-b"]
        )
        #expect(channels.channelNames == ["p-a", "p-b", "c"].map { ChannelName($0) })
        #expect(channels.itemPublished(ChannelName("p-a"), id: "2", previousID: "1") == .deliver)
        #expect(channels.itemPublished(ChannelName("a"), id: "3", previousID: "2") == .ignore)
        #expect(Self.lastIDs(channels) == ["a=2"])
        #expect(channels.lastID(originName: "a") == "2")
        #expect(channels.lastID(originName: "b") == nil)
        #expect(channels.lastID(originName: "p-a") == nil)
        #expect(channels.firstReliableName == "a")
    }

    @Test func theLastOfARepeatedNameCounts() {
        let channels = ReliableChannels([
            GripChannel(name: "a", previousID: "1"), GripChannel(name: "b"), GripChannel(name: "a", previousID: "2"),
        ])
        #expect(channels.count == 2)
        #expect(Self.lastIDs(channels) == ["a=2"])
    }

    @Test func channelsWithoutPreviousIDsAreNotReliable() {
        #expect(ReliableChannels([GripChannel(name: "a")]).firstReliableName == nil)
        #expect(ReliableChannels([]).firstReliableName == nil)
        #expect(ReliableChannels([GripChannel(name: "a", previousID: "")]).firstReliableName == "a")
    }

    @Test func activityIsCompleteWhenEveryChannelHadContent() {
        var channels = ReliableChannels([GripChannel(name: "a"), GripChannel(name: "b")])
        let sent = ["a", "a", "b", "b", "z", "a"].map { channels.contentSent(ChannelName($0)) }
        #expect(sent == [false, false, true, false, false, true])
    }

    @Test(arguments: [1, 2, 63, 64, 65, 128, 129, 200])
    func activityIsCompleteHoweverManyChannelsThereAre(count: Int) {
        let names = (0..<count).map { "channel-\($0)" }
        var channels = ReliableChannels(names.map { GripChannel(name: $0) })
        for _ in 0..<2 {
            let sent = names.reversed().map { channels.contentSent(ChannelName($0)) }
            #expect(sent == Array(repeating: false, count: count - 1) + [true])
        }
    }

    @Test func sharedNamesChangeNothingElse() {
        var known = SharedValues<ChannelList>()
        let channels = [GripChannel(name: "a", previousID: "1"), GripChannel(name: "b")]
        var first = ReliableChannels(channels)
        var second = ReliableChannels(channels)
        first.shareNames(&known)
        second.shareNames(&known)
        #expect(first == second)
        #expect(second.itemPublished(ChannelName("a"), id: "2", previousID: "1") == .deliver)
        #expect(Self.lastIDs(first) == ["a=1"])
        #expect(Self.lastIDs(second) == ["a=2"])
    }
}
