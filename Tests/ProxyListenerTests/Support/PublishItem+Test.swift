import GRIP
import NIOCore

extension PublishItem {
    /// Content for streams.
    static func stream(_ content: String, on channelName: String = "a", filters: [String]? = nil) -> PublishItem {
        let content = HTTPStreamContent(content: ByteBuffer(string: content), contentFilters: filters)
        return PublishItem(channel: channelName, httpStream: .send(content))
    }

    /// An action on streams.
    static func streamAction(_ action: HTTPStreamItem) -> PublishItem {
        PublishItem(channel: "a", httpStream: action)
    }

    /// A response for long polls.
    static func response(_ status: Int = 200, filters: [String]? = nil) -> PublishItem {
        let content = HTTPResponseContent(status: status, body: .bytes(ByteBuffer()), contentFilters: filters)
        return PublishItem(channel: "a", httpResponse: .send(content))
    }

    /// An action on long polls.
    static func responseAction(_ action: HTTPResponseItem) -> PublishItem {
        PublishItem(channel: "a", httpResponse: action)
    }
}
