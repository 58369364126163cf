import GRIP
import NIOCore
import ProxyFanout

/// A hub with a few embedded loops; only those loops run that the test turns.
struct HubFixture {
    let hub: PublishHub
    let loops: [EmbeddedLoop]
    let log = OutcomeLog()

    init(loopCount: Int = 3, _ settings: PublishSettings = PublishSettings()) {
        let hub = PublishHub(settings) { [log] in log.published($0, $1) }
        self.hub = hub
        self.loops = (0..<loopCount).map { EmbeddedLoop(position: $0, directory: hub) }
        hub.start(self.loops.map { PublishHub.Member($0.shard) })
    }

    /// Publishes from the first loop.
    func publish(_ items: PublishItem...) {
        self.hub.publish(items, on: self.loops[0].eventLoop) { [log] in log.add($0) }
    }

    /// Publishes from the first loop without waiting for delivery.
    func queue(_ items: PublishItem...) {
        self.hub.publish(items, on: self.loops[0].eventLoop, waits: .untilQueued) { [log] in log.add($0) }
    }

    /// Runs what waits on one loop.
    func turn(_ position: Int) {
        self.loops[position].turn()
    }

    func count(_ counter: Counter, on position: Int = 0) -> Int {
        self.loops[position].context.counters.value(counter)
    }
}
