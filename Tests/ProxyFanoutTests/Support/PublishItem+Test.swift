import GRIP
import NIOCore

extension PublishItem {
    /// An item for streams whose content is its id.
    static func stream(_ channelName: String, id: String) -> PublishItem {
        let content = HTTPStreamContent(content: ByteBuffer(string: id))
        return PublishItem(channel: channelName, id: id, httpStream: .send(content))
    }
}
