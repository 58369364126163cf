import GRIP
import NIOCore

extension PublishItem {
    /// An item for streams whose content is its id.
    static func stream(_ channelName: String, id: String) -> PublishItem {
        let content = HTTPStreamContent(content: ByteBuffer(string: id))
        return PublishItem(channel: channelName, id: id, httpStream: .send(content))
    }

    /// An item for streams with so many bytes of content.
    static func stream(_ channelName: String, id: String, size: Int) -> PublishItem {
        let content = HTTPStreamContent(content: ByteBuffer(repeating: 0x78, count: size))
        return PublishItem(channel: channelName, id: id, httpStream: .send(content))
    }

    /// An item that only streams with a filter may get.
    static func filtered(_ channelName: String, id: String) -> PublishItem {
        let content = HTTPStreamContent(content: ByteBuffer(string: id), contentFilters: ["skip-users"])
        return PublishItem(channel: channelName, id: id, httpStream: .send(content))
    }

    /// An item for WebSockets, with an empty id.
    static func message(_ channelName: String, text: String, filters: [String]? = nil) -> PublishItem {
        let content = WebSocketMessageContent(kind: .text, content: ByteBuffer(string: text), contentFilters: filters)
        return PublishItem(channel: channelName, id: "", webSocketMessage: .send(content))
    }

    /// An item that ends streams.
    static func close(_ channelName: String, id: String) -> PublishItem {
        PublishItem(channel: channelName, id: id, httpStream: .close(CloseReason()))
    }
}
