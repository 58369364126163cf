import GRIP
import Logging
import NIOCore
import ProxyFanout
import ProxySessions
import WebSocket

/// What the origin asks for, and what is sent by the clock (reference: websocket 2.3).
extension WebSocketSession {
    /// Acts on a control message.
    func act(on message: ControlMessage) {
        // It may bring filters.
        self.client.endDirectFrames()
        switch self.state.controlReceived(message, now: self.now, jitter: Self.jitter()) {
        case .subscribe(let channelName):
            self.services.shard.subscribe(self, to: [channelName])
        case .unsubscribe(let channelName):
            self.services.shard.unsubscribe(self, from: [channelName])
        case .detach:
            self.detach()
        case .send(let content):
            self.send(PublishedMessage(content))
        case .close(let payload, let reason):
            self.services.context.counters.add(.originErrors)
            self.services.logger.warning("WebSocket closed: \(reason)", metadata: self.metadata)
            self.close(payload)
        case .refuse(let limit):
            self.services.context.counters.add(.subscriptionsRefused)
            self.services.logger.warning("control message ignored: \(limit)", metadata: self.metadata)
        case .done:
            break
        }
        if let deadline = self.state.nextDeadline {
            self.services.context.wheel.schedule(self, at: deadline)
        }
    }

    /// Sends what is due; says when to look again.
    func sendDueMessages(now: NIODeadline) -> NIODeadline? {
        if let sent = self.client.lastDirectFrame {
            self.state.frameSent(now: sent)
        }
        while true {
            switch self.state.deadlineReached(now: now, isBlocked: !self.client.isWritable, jitter: Self.jitter()) {
            case .send(let content):
                self.services.context.counters.add(.keepAlives)
                self.services.context.statistics?.keepAliveSent(
                    self.statistics,
                    byteCount: content.content.readableBytes
                )
                self.send(PublishedMessage(content))
                self.client.flush()
            case .wait(let deadline):
                return deadline
            case .forget:
                return nil
            }
        }
    }

    /// Up to a second is taken off each keep-alive interval.
    private static func jitter() -> TimeAmount { .milliseconds(.random(in: 0..<1000)) }
}
