import GRIP
import Logging
import NIOCore
import ProxyFanout
import ProxySessions
import WebSocket

/// Published items: filters, delivery (reference: websocket 2.4).
extension WebSocketSession: Subscriber {
    var lingers: Bool { false }

    var receiverKind: ReceiverKind {
        self.services.context.statistics?.receiverKind(.webSocket, of: self.statistics) ?? ReceiverKind(.webSocket)
    }

    func receive(_ item: PublishedItem, on membership: Int, turn: FanoutTurn) -> Bool {
        let channelName = self.memberships[membership].channelName
        if let queue = self.queue, queue.isWaiting {
            // Items that a filter has not decided on come first.
            return item.item.webSocketMessage != nil && queue.wait((item, channelName))
        }
        if !self.isMarked {
            self.isMarked = true
            turn.mark(self)
        }
        let decision = self.state.itemPublished(item.item, on: channelName)
        let isTaken = self.act(on: decision, of: item, channelName)
        if turn.isLast, item.isPlainWebSocketMessage, isTaken {
            self.offerSocket()
        }
        return isTaken
    }

    /// Lets further plain items go straight to the socket, if nothing looks at them before.
    private func offerSocket() {
        guard self.isOpenToItems, !self.state.hasFilters, let socket = self.client.beginDirectFrames() else { return }
        self.services.shard.setSocket(socket, of: self)
    }

    @discardableResult
    private func act(
        on decision: GripWebSocketState.OnItem,
        of item: PublishedItem,
        _ channelName: ChannelName
    ) -> Bool {
        switch decision {
        case .send(let content, let isUnchanged):
            self.send(PublishedMessage(content, of: isUnchanged ? item : nil))
            return true
        case .close(let payload):
            self.close(payload)
            return true
        case .refresh:
            self.origin.refresh()
            return true
        case .ask(let question):
            self.ask(question, about: item, channelName)
            return true
        case .drop(let reason):
            if let reason {
                self.services.context.counters.add(.deliveriesDropped)
                self.services.logger.warning("item not delivered: \(reason)", metadata: self.metadata)
            }
            return false
        }
    }

    private func ask(_ question: FilterRequest, about item: PublishedItem, _ channelName: ChannelName) {
        let queue = self.queue ?? FilterQueue(place: self.place, services: self.services)
        self.queue = queue
        queue.ask(
            question,
            about: (item, channelName),
            lastIDs: [],
            context: { self.state.filterContext },
            decided: { outcome in
                self.act(on: self.state.filtersAnswered(outcome, of: item.item), of: item, channelName)
                self.queue?.resume { entry in
                    let decision = self.state.itemPublished(entry.item.item, on: entry.channelName)
                    self.act(on: decision, of: entry.item, entry.channelName)
                }
                self.client.flush()
            }
        )
    }

    /// Nothing is kept of what was published before: a WebSocket has no ids to recover by.
    func update() {}

    func turnEnded() {
        self.isMarked = false
        self.client.flush()
    }
}
