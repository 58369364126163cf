import NIOCore
import ProxySessions
import Testing

/// Reference: GRIP 5, steps 2 to 4.
struct ItemSequencerTests {
    private static let start = NIODeadline.uptimeNanoseconds(0)
    private static let name = ChannelName("room")

    /// One item, published at a second of the test's time.
    struct Step: Sendable {
        var id: String?
        var previousID: String?
        var isUnordered = false
        var isSubscribed = true
        var second: Int64 = 0

        init(_ id: String?, after previousID: String? = nil) {
            self.id = id
            self.previousID = previousID
        }
    }

    struct Row: Sendable {
        var rule: String
        var steps: [Step]
        /// The tokens delivered by each step; `nil` where it parked or dropped its item.
        var delivered: [[String]?]
        var lastID: String?
    }

    private static func item(_ step: Step, channelName: ChannelName = name) -> ItemSequencer<String>.Item {
        ItemSequencer.Item(
            channelName: channelName,
            id: step.id,
            previousID: step.previousID,
            isUnordered: step.isUnordered,
            byteCount: 10,
            token: step.id ?? "-"
        )
    }

    private static func publish(_ step: Step, to sequencer: inout ItemSequencer<String>) -> [String]? {
        let now = Self.start + .seconds(step.second)
        let item = Self.item(step)
        guard case .deliver(let released) = sequencer.itemPublished(item, isSubscribed: step.isSubscribed, now: now)
        else { return nil }
        return [item.token] + released
    }

    private static func unordered(_ id: String, after previousID: String?) -> Step {
        var step = Step(id, after: previousID)
        step.isUnordered = true
        return step
    }

    private static func unsubscribed(_ id: String, after previousID: String?) -> Step {
        var step = Step(id, after: previousID)
        step.isSubscribed = false
        return step
    }

    @Test(arguments: [
        Row(
            rule: "an item that follows on is delivered",
            steps: [Step("1"), Step("2", after: "1")],
            delivered: [["1"], ["2"]],
            lastID: "2"
        ),
        Row(
            rule: "the first item may follow anything",
            steps: [Step("5", after: "4")],
            delivered: [["5"]],
            lastID: "5"
        ),
        Row(
            rule: "an early item waits for its predecessor",
            steps: [Step("1"), Step("3", after: "2"), Step("2", after: "1")],
            delivered: [["1"], nil, ["2", "3"]],
            lastID: "3"
        ),
        Row(
            rule: "a run of early items is released in order",
            steps: [
                Step("1"), Step("5", after: "4"), Step("3", after: "2"), Step("4", after: "3"), Step("2", after: "1"),
            ],
            delivered: [["1"], nil, nil, nil, ["2", "3", "4", "5"]],
            lastID: "5"
        ),
        Row(
            rule: "a gap in the run keeps the rest parked",
            steps: [Step("1"), Step("3", after: "2"), Step("5", after: "4"), Step("2", after: "1")],
            delivered: [["1"], nil, nil, ["2", "3"]],
            lastID: "3"
        ),
        Row(
            rule: "an item without previous id is never parked",
            steps: [Step("1"), Step("9"), Step("2", after: "1")],
            delivered: [["1"], ["9"], nil],
            lastID: "9"
        ),
        Row(
            rule: "an item without id forgets the last one",
            steps: [Step("1"), Step(nil, after: "1"), Step("7", after: "6")],
            delivered: [["1"], ["-"], ["7"]],
            lastID: "7"
        ),
        Row(
            rule: "an item without id releases nothing",
            steps: [Step("1"), Step("3", after: "2"), Step(nil, after: "1")],
            delivered: [["1"], nil, ["-"]],
            lastID: nil
        ),
        Row(
            rule: "a released item without id ends the run",
            steps: [Step("1"), Step("4", after: "3"), Step(nil, after: "2"), Step("2", after: "1")],
            delivered: [["1"], nil, nil, ["2", "-"]],
            lastID: nil
        ),
        Row(
            rule: "no-seq is delivered at once and leaves the last id",
            steps: [Step("1"), unordered("9", after: "8"), Step("2", after: "1")],
            delivered: [["1"], ["9"], ["2"]],
            lastID: "2"
        ),
        Row(
            rule: "no-seq releases nothing",
            steps: [Step("1"), Step("3", after: "2"), unordered("2", after: "1")],
            delivered: [["1"], nil, ["2"]],
            lastID: "1"
        ),
        Row(
            rule: "without subscription nothing is remembered",
            steps: [unsubscribed("1", after: nil), unsubscribed("5", after: "4"), Step("9", after: "8")],
            delivered: [["1"], ["5"], ["9"]],
            lastID: "9"
        ),
        Row(
            rule: "a second item with the same predecessor is dropped",
            steps: [Step("1"), Step("3", after: "2"), Step("3b", after: "2"), Step("2", after: "1")],
            delivered: [["1"], nil, nil, ["2", "3"]],
            lastID: "3"
        ),
        Row(
            rule: "an item that follows itself is delivered once",
            steps: [Step("1"), Step("2", after: "2"), Step("2", after: "1")],
            delivered: [["1"], nil, ["2", "2"]],
            lastID: "2"
        ),
        Row(
            rule: "items that follow each other in a circle are delivered once",
            steps: [Step("1"), Step("3", after: "2"), Step("2", after: "3"), Step("2", after: "1")],
            delivered: [["1"], nil, nil, ["2", "3", "2"]],
            lastID: "2"
        ),
        Row(
            rule: "an empty id is an id",
            steps: [Step(""), Step("2", after: "1"), Step("1", after: "")],
            delivered: [[""], nil, ["1", "2"]],
            lastID: "2"
        ),
        Row(
            rule: "ids are compared by bytes",
            steps: [Step("\u{E9}"), Step("2", after: "e\u{301}")],
            delivered: [["\u{E9}"], nil],
            lastID: "\u{E9}"
        ),
    ])
    func itemsAreDeliveredInTheOrderOfTheirIDs(row: Row) {
        var sequencer = ItemSequencer<String>()
        let delivered = row.steps.map { Self.publish($0, to: &sequencer) }
        #expect(delivered == row.delivered, "\(row.rule)")
        #expect(sequencer.lastID(of: Self.name) == row.lastID, "\(row.rule)")
    }

    @Test func channelsDoNotWaitForEachOther() {
        var sequencer = ItemSequencer<String>()
        #expect(Self.publish(Step("1"), to: &sequencer) == ["1"])
        let other = Self.item(Step("9", after: "8"), channelName: ChannelName("other"))
        #expect(sequencer.itemPublished(other, isSubscribed: true, now: Self.start) == .deliver(released: []))
    }

    // MARK: Waiting

    @Test func aParkedItemIsDeliveredWhenItWaitedLongEnough() {
        var sequencer = ItemSequencer<String>(limits: SequencerLimits(wait: .seconds(5)))
        _ = Self.publish(Step("1"), to: &sequencer)
        _ = Self.publish(Step("3", after: "2"), to: &sequencer)
        #expect(sequencer.nextDeadline == Self.start + .seconds(5))
        #expect(sequencer.expired(now: Self.start + .milliseconds(4999)) == [])
        #expect(sequencer.expired(now: Self.start + .seconds(5)) == ["3"])
        #expect(sequencer.lastID(of: Self.name) == "3")
        #expect(sequencer.nextDeadline == nil)
        #expect(Self.publish(Step("4", after: "3"), to: &sequencer) == ["4"])
    }

    @Test func anItemThatWaitedLongEnoughReleasesItsRun() {
        var sequencer = ItemSequencer<String>(limits: SequencerLimits(wait: .seconds(5)))
        var late = Step("4", after: "3")
        late.second = 3
        var later = Step("8", after: "7")
        later.second = 4
        for step in [Step("1"), Step("3", after: "2"), late, later] {
            _ = Self.publish(step, to: &sequencer)
        }
        #expect(sequencer.expired(now: Self.start + .seconds(6)) == ["3", "4"])
        #expect(sequencer.nextDeadline == Self.start + .seconds(9))
        #expect(sequencer.expired(now: Self.start + .seconds(20)) == ["8"])
    }

    @Test func itemsThatExpireTogetherComeInTheOrderInWhichTheyWereParked() {
        var sequencer = ItemSequencer<String>()
        for step in [Step("1"), Step("9", after: "8"), Step("5", after: "4"), Step("3", after: "2")] {
            _ = Self.publish(step, to: &sequencer)
        }
        #expect(sequencer.expired(now: Self.start + .seconds(9)) == ["9", "5", "3"])
        #expect(sequencer.lastID(of: Self.name) == "3")
    }

    // MARK: Forgetting

    @Test func aForgottenChannelTakesAnyItemAndReleasesWhatFollows() {
        var sequencer = ItemSequencer<String>()
        _ = Self.publish(Step("1"), to: &sequencer)
        _ = Self.publish(Step("9", after: "8"), to: &sequencer)
        sequencer.forget(channelName: Self.name)
        #expect(sequencer.lastID(of: Self.name) == nil)
        #expect(sequencer.parkedCount == 1)
        #expect(Self.publish(Step("8", after: "7"), to: &sequencer) == ["8", "9"])
    }

    @Test func recoverForgetsEveryLastID() {
        var sequencer = ItemSequencer<String>()
        _ = Self.publish(Step("1"), to: &sequencer)
        sequencer.forgetAll()
        #expect(sequencer.knownChannelCount == 0)
        #expect(Self.publish(Step("5", after: "4"), to: &sequencer) == ["5"])
    }

    @Test func theEndOfASubscriptionDropsWhatIsParked() {
        var sequencer = ItemSequencer<String>()
        for step in [Step("1"), Step("3", after: "2"), Step("5", after: "4")] {
            _ = Self.publish(step, to: &sequencer)
        }
        #expect(sequencer.subscriptionEnded(channelName: Self.name) == 2)
        #expect(sequencer.parkedCount == 0)
        #expect(sequencer.nextDeadline == nil)
        #expect(sequencer.lastID(of: Self.name) == nil)
        #expect(sequencer.expired(now: Self.start + .seconds(60)) == [])
        #expect(sequencer.subscriptionEnded(channelName: Self.name) == 0)
    }

    // MARK: Limits

    @Test func oneItemTooManyOnAChannelIsDropped() {
        var sequencer = ItemSequencer<String>(limits: SequencerLimits(parkedPerChannel: 100))
        _ = Self.publish(Step("0"), to: &sequencer)
        for number in 2...101 {
            _ = Self.publish(Step("\(number)", after: "\(number - 1)"), to: &sequencer)
        }
        let tooMany = Self.item(Step("102", after: "101"))
        #expect(
            sequencer.itemPublished(tooMany, isSubscribed: true, now: Self.start) == .drop(.tooManyParked)
        )
        #expect(sequencer.parkedCount == 100)
    }

    @Test func theSecondItemWithAPredecessorIsToldApartFromTooMany() {
        var sequencer = ItemSequencer<String>(limits: SequencerLimits(parkedPerChannel: 1))
        _ = Self.publish(Step("0"), to: &sequencer)
        _ = Self.publish(Step("3", after: "2"), to: &sequencer)
        let again = Self.item(Step("3b", after: "2"))
        #expect(sequencer.itemPublished(again, isSubscribed: true, now: Self.start) == .drop(.samePredecessor))
    }

    @Test func parkedBytesAreLimitedOverAllChannels() {
        var sequencer = ItemSequencer<String>(limits: SequencerLimits(parkedBytes: 25))
        let names = ["a", "b", "c"].map { ChannelName($0) }
        var answers: [ItemSequencer<String>.OnItem] = []
        for name in names {
            let first = Self.item(Step("1"), channelName: name)
            _ = sequencer.itemPublished(first, isSubscribed: true, now: Self.start)
            let early = Self.item(Step("3", after: "2"), channelName: name)
            answers.append(sequencer.itemPublished(early, isSubscribed: true, now: Self.start))
        }
        let expiry = Self.start + .seconds(5)
        #expect(answers == [.park(until: expiry), .park(until: expiry), .drop(.tooManyBytesParked)])
        #expect(sequencer.expired(now: expiry).count == 2)
        let early = Self.item(Step("9", after: "8"), channelName: names[2])
        #expect(sequencer.itemPublished(early, isSubscribed: true, now: expiry) == .park(until: expiry + .seconds(5)))
    }

    @Test func ofTooManyChannelsTheOneSetLongestAgoIsForgotten() {
        var sequencer = ItemSequencer<String>(limits: SequencerLimits(channels: 2))
        for (name, id) in [("a", "1"), ("b", "1"), ("a", "2"), ("c", "1")] {
            let item = Self.item(Step(id), channelName: ChannelName(name))
            _ = sequencer.itemPublished(item, isSubscribed: true, now: Self.start)
        }
        let lastIDs = ["a", "b", "c"].map { sequencer.lastID(of: ChannelName($0)) }
        #expect(lastIDs == ["2", nil, "1"])
        #expect(sequencer.knownChannelCount == 2)
    }
}
