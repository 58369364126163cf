import GRIP
import HTTP1
import NIOCore
import NIOEmbedded
import ProxyRouting
import ProxySessions

@testable import ProxyFanout
@testable import ProxyListener

/// A client connection with a hold on the channels `a` and `b`, and the registry it is subscribed in.
final class HeldClient {
    let client: EmbeddedClient
    let exchange: RecordingExchange
    let owner = RecordingOwner()
    private let directory = CountingDirectory()
    private let shard: Shard
    private(set) var hold: ChannelHold?

    /// A connection with a request that waits for its hold.
    init(queueBytes: Int = 1 << 20) throws {
        var limits = Limits()
        limits.clientQueueBytes = queueBytes
        self.client = try EmbeddedClient(limits: limits)
        self.exchange = try self.client.request()
        self.shard = Shard(context: self.client.context, position: 0, directory: self.directory)
        self.exchange.onEvent = { [unowned self] event in
            switch event {
            case .writable(let isWritable): self.hold?.writabilityChanged(isWritable: isWritable)
            case .clientClosed: self.hold?.close()
            case .body, .end, .drained: break
            }
        }
    }

    /// A stream whose head was sent; its first keep-alive is due after exactly its time.
    static func stream(
        framing: BodyFraming = .chunked,
        keepAlive: KeepAlive? = nil,
        policy: SlowReaderPolicy = .close,
        queueBytes: Int = 1 << 20
    ) throws -> HeldClient {
        let held = try HeldClient(queueBytes: queueBytes)
        held.exchange.sendHead(framing: framing, isReusable: framing != .untilClose)
        held.exchange.responder.flush()
        _ = try held.client.received()
        let wire = ChannelHold.Stream(
            isChunked: framing == .chunked,
            hasBody: framing != .none,
            slowReaderPolicy: policy
        )
        held.begin(
            HoldStateMachine(stream: keepAlive, now: held.client.loop.now, jitter: .zero),
            stream: wire,
            keepAlive: keepAlive.map { FramedContent(wire.frame($0.data)) }
        )
        return held
    }

    /// A long poll.
    static func response(seconds: Int64 = 55) throws -> HeldClient {
        let held = try HeldClient()
        held.begin(HoldStateMachine(responseUntil: held.client.loop.now + .seconds(seconds)), stream: nil)
        return held
    }

    private func begin(
        _ machine: consuming HoldStateMachine,
        stream: ChannelHold.Stream?,
        keepAlive: FramedContent? = nil
    ) {
        self.hold = ChannelHold(
            machine: machine,
            stream: stream,
            keepAlive: keepAlive,
            channelNames: [ChannelName("a"), ChannelName("b")],
            shard: self.shard,
            responder: self.exchange.responder,
            owner: self.owner
        )
    }

    /// Has items looked at before they are delivered.
    func setGate(_ gate: RecordingGate) {
        self.owner.gate = gate
        self.hold?.isGated = true
    }

    /// Lets go of the hold, as its owner does when it is over.
    func letGo() {
        self.hold = nil
    }

    /// Whether the hold is in the registry.
    var isSubscribed: Bool { self.directory.channelCount > 0 }

    /// Delivers items in one turn of the loop; how many of them the hold took.
    @discardableResult
    func publish(_ items: PublishItem...) -> Int {
        let taken = self.shard.deliver(items.map { PublishedItem($0) }, now: self.client.loop.now)
        self.client.loop.run()
        return taken.reduce(0) { $0 + $1.total }
    }

    /// Publishes each text to the stream, in a turn of its own.
    func send(_ texts: String...) {
        for text in texts {
            self.publish(.stream(text))
        }
    }

    /// Asks holds for updates, as after a first subscription.
    func update() {
        self.shard.update(ChannelName("a"))
    }
}
