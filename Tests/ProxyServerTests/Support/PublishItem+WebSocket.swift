import GRIP
import NIOCore

extension PublishItem {
    /// A message for WebSockets.
    static func message(
        _ text: String,
        _ kind: WebSocketMessageContent.Kind = .text,
        on channelName: String = "a",
        filters: [String]? = nil,
        meta: [String: String] = [:]
    ) -> PublishItem {
        let content = WebSocketMessageContent(kind: kind, content: ByteBuffer(string: text), contentFilters: filters)
        return PublishItem(channel: channelName, webSocketMessage: .send(content), meta: meta)
    }

    /// Something else that WebSockets are told to do.
    static func action(_ action: WebSocketMessageItem, on channelName: String = "a") -> PublishItem {
        PublishItem(channel: channelName, webSocketMessage: action)
    }
}
