package import GRIP
import NIOCore
package import WebSocket

/// Published items: filters, and what is left to do after them (reference: WebSocket 2.4, GRIP 6).
extension GripWebSocketState {
    package enum OnItem: Equatable {
        /// Send this to the client; unchanged content is that of the item, and so are frames made of it.
        case send(WebSocketMessageContent, isUnchanged: Bool)
        /// Close the connection with this.
        case close(ClosePayload)
        /// Ask the origin for news, where it can be asked.
        case refresh
        /// Let the origin of a filter decide, then call `filtersAnswered`; later items wait.
        case ask(FilterRequest)
        /// The item is not for this client; with a reason, count and log that it could not be delivered.
        case drop(reason: String?)
    }

    /// An item was published to a channel of this WebSocket.
    package func itemPublished(_ item: PublishItem, on channelName: ChannelName) -> OnItem {
        guard !self.isClosed, let filters = self.subscriptions.filters(of: channelName) else {
            return .drop(reason: nil)
        }
        let content: WebSocketMessageContent?
        switch item.webSocketMessage {
        case .send(let message)?: content = message
        case .close?, .refresh?: content = nil
        // A hint has no effect on WebSockets (reference: GRIP 3.3).
        case .hint?, nil: return .drop(reason: nil)
        }
        if let mismatch = filters.mismatch(with: content?.contentFilters) {
            return self.failed("\(mismatch)")
        }
        guard !filters.isEmpty else { return self.passed(item, content?.content, isUnchanged: true) }
        let outcome = filters.apply(meta: item.meta, subscription: self.filterContext, content: content?.content)
        return self.decided(item, outcome, isUnchanged: filters.contentFilters.isEmpty)
    }

    /// The filters of an item have come to the end of a question, by ``GRIP/FilterRequest/outcome(of:subscription:)``.
    ///
    /// - Parameters:
    ///   - outcome: what they say now.
    ///   - item: the item.
    /// - Returns: what to do with it.
    package func filtersAnswered(_ outcome: FilterOutcome, of item: PublishItem) -> OnItem {
        guard !self.isClosed else { return .drop(reason: nil) }
        return self.decided(item, outcome, isUnchanged: false)
    }

    /// What filters may know of this subscriber.
    ///
    /// WebSockets have no last ids: only instructions name them.
    package var filterContext: FilterContext {
        let subscriptions = self.subscriptions
        return FilterContext(
            meta: self.meta,
            isSubscribed: { subscriptions.contains(originName: $0) },
            lastID: { _ in nil },
            currentURI: self.currentURI
        )
    }

    private func decided(_ item: PublishItem, _ outcome: FilterOutcome, isUnchanged: Bool) -> OnItem {
        switch outcome {
        case .send(let content): self.passed(item, content, isUnchanged: isUnchanged)
        case .drop: .drop(reason: nil)
        case .fail(let error): self.failed("\(error)")
        case .ask(let request): .ask(request)
        }
    }

    private func passed(_ item: PublishItem, _ content: ByteBuffer?, isUnchanged: Bool) -> OnItem {
        switch item.webSocketMessage {
        case .send(var message)?:
            message.content = content ?? message.content
            return .send(message, isUnchanged: isUnchanged)
        case .close(let reason)?: return .close(ClosePayload(reason))
        case .refresh?: return .refresh
        case .hint?, nil: return .drop(reason: nil)
        }
    }

    private func failed(_ reason: String) -> OnItem {
        self.isDebug ? .close(.internalError(reason)) : .drop(reason: reason)
    }
}
