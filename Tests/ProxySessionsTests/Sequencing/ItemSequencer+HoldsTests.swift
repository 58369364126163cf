import GRIP
import NIOCore
import ProxySessions
import Testing

/// Reference: GRIP 2.8, "At setup".
struct ItemSequencerHoldsTests {
    private static func sequencer(knowing lastIDs: KeyValuePairs<String, String>) -> ItemSequencer<Int> {
        var sequencer = ItemSequencer<Int>()
        for (name, id) in lastIDs {
            let item = ItemSequencer.Item(channelName: ChannelName(name), id: id, previousID: nil, token: 0)
            _ = sequencer.itemPublished(item, isSubscribed: true, now: .uptimeNanoseconds(0))
        }
        return sequencer
    }

    struct Row: Sendable {
        var rule: String
        var channels: [GripChannel]
        var answer: ItemSequencer<Int>.OnHold
        /// What is known of a, b and c afterwards; 1, 2 and 3 before.
        var lastIDs: [String?]
    }

    @Test(arguments: [
        Row(rule: "no channel", channels: [], answer: .hold, lastIDs: ["1", "2", "3"]),
        Row(
            rule: "without prev-id nothing conflicts",
            channels: [GripChannel(name: "a")],
            answer: .hold,
            lastIDs: ["1", "2", "3"]
        ),
        Row(
            rule: "the same id",
            channels: [GripChannel(name: "a", previousID: "1")],
            answer: .hold,
            lastIDs: ["1", "2", "3"]
        ),
        Row(
            rule: "nothing known",
            channels: [GripChannel(name: "z", previousID: "1")],
            answer: .hold,
            lastIDs: ["1", "2", "3"]
        ),
        Row(
            rule: "another id",
            channels: [GripChannel(name: "a", previousID: "0")],
            answer: .recover,
            lastIDs: [nil, "2", "3"]
        ),
        Row(
            rule: "an empty id is present",
            channels: [GripChannel(name: "a", previousID: "")],
            answer: .recover,
            lastIDs: [nil, "2", "3"]
        ),
        Row(
            rule: "all that conflict are forgotten",
            channels: [
                GripChannel(name: "a", previousID: "0"), GripChannel(name: "b", previousID: "2"),
                GripChannel(name: "c", previousID: "0"),
            ],
            answer: .recover,
            lastIDs: [nil, "2", nil]
        ),
    ])
    func aHoldIsComparedWithWhatWasPublishedLast(row: Row) {
        var sequencer = Self.sequencer(knowing: ["a": "1", "b": "2", "c": "3"])
        #expect(sequencer.holdBegan(on: ReliableChannels(row.channels)) == row.answer, "\(row.rule)")
        #expect(["a", "b", "c"].map { sequencer.lastID(of: ChannelName($0)) } == row.lastIDs, "\(row.rule)")
    }

    @Test func theRoutesPrefixIsPartOfTheName() {
        var sequencer = Self.sequencer(knowing: ["p-a": "1", "a": "0"])
        let channels = ReliableChannels([GripChannel(name: "a", previousID: "0")], prefix: "p-")
        #expect(sequencer.holdBegan(on: channels) == .recover)
        #expect(sequencer.lastID(of: ChannelName("a")) == "0")
    }
}
