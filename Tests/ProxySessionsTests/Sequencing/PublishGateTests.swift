import GRIP
import NIOCore
import ProxySessions
import Testing

struct PublishGateTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    private static let refusal = PublishGate.OnItem.refuse(
        "message_rate of 2 items per second exceeded; try again in a second"
    )

    private static func makeGate(lifetime: TimeAmount = .seconds(60), itemsPerSecond: Int = 0) -> PublishGate {
        PublishGate(
            idLifetime: lifetime,
            idCapacity: 100,
            itemsPerSecond: itemsPerSecond,
            burst: 0,
            now: self.start
        )
    }

    private static func item(_ id: String?, on channelName: String = "a") -> PublishItem {
        PublishItem(channel: channelName, id: id)
    }

    @Test func itemWithANewIDIsDeliveredOnce() {
        var gate = Self.makeGate()
        #expect(gate.itemPublished(Self.item("1"), now: Self.start) == .deliver)
        #expect(gate.itemPublished(Self.item("1"), now: Self.start) == .dropDuplicate)
        #expect(gate.itemPublished(Self.item("1", on: "b"), now: Self.start) == .deliver)
        #expect(gate.itemPublished(Self.item("1"), now: Self.start + .seconds(60)) == .deliver)
    }

    @Test func itemsWithoutIDAreNeverDuplicates() {
        var gate = Self.makeGate()
        #expect(gate.itemPublished(Self.item(nil), now: Self.start) == .deliver)
        #expect(gate.itemPublished(Self.item(nil), now: Self.start) == .deliver)
    }

    /// An empty id is an id.
    @Test func emptyIDIsRemembered() {
        var gate = Self.makeGate()
        #expect(gate.itemPublished(Self.item(""), now: Self.start) == .deliver)
        #expect(gate.itemPublished(Self.item(""), now: Self.start) == .dropDuplicate)
    }

    @Test func unorderedItemIsADuplicateAsWell() {
        var gate = Self.makeGate()
        let item = PublishItem(channel: "a", id: "1", noSequence: true)
        #expect(gate.itemPublished(item, now: Self.start) == .deliver)
        #expect(gate.itemPublished(item, now: Self.start) == .dropDuplicate)
    }

    @Test func deDuplicationCanBeOff() {
        var gate = Self.makeGate(lifetime: .zero)
        #expect(gate.itemPublished(Self.item("1"), now: Self.start) == .deliver)
        #expect(gate.itemPublished(Self.item("1"), now: Self.start) == .deliver)
    }

    @Test func refusedItemMayBePublishedAgainUnderItsID() {
        var gate = Self.makeGate(itemsPerSecond: 2)
        #expect(gate.itemPublished(Self.item("1"), now: Self.start) == .deliver)
        #expect(gate.itemPublished(Self.item("2"), now: Self.start) == .deliver)
        #expect(gate.itemPublished(Self.item("3"), now: Self.start) == Self.refusal)
        #expect(gate.itemPublished(Self.item("3"), now: Self.start + .seconds(1)) == .deliver)
    }
}
