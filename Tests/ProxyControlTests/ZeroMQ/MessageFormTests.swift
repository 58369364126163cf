import GRIP
import NIOCore
import ProxyControl
import Testing

/// Reference: ops 1, the parts of a message and what the log says of wrong ones.
struct MessageFormTests {
    private static let payload = #"J{"channel":"own","http-stream":{"content":"x"}}"#

    @Test(
        arguments: [(.item, [payload], "own"), (.topicAndItem, ["topic", payload], "topic")]
            as [(MessageForm, [String], String)]
    )
    func itemIsRead(form: MessageForm, parts: [String], channelName: String) throws {
        let item = try form.item(of: parts.map { ByteBuffer(string: $0) })
        let content = HTTPStreamContent(content: ByteBuffer(string: "x"))
        #expect(item == PublishItem(channel: channelName, httpStream: .send(content)))
    }

    @Test(
        arguments: [
            (.item, [], "received message with parts != 1"), (.item, ["a", "b"], "received message with parts != 1"),
            (.topicAndItem, [payload], "received message with parts != 2"),
            (.topicAndItem, ["a", payload, ""], "received message with parts != 2"),
            (.item, ["J{"], "received message with invalid format (json parse failed)"),
            (.item, ["J[]"], "received message with invalid format (not a valid json object)"),
            (.item, [""], "received message with invalid format (tnetstring parse failed)"),
            (.topicAndItem, ["a", "T"], "received message with invalid format (tnetstring parse failed)"),
            (.topicAndItem, ["a", "J{}"], "received message with invalid format: no formats specified"),
            (
                .item, ["J{}"],
                "received message with invalid format: publish item object does not contain 'channel'"
            ),
        ] as [(MessageForm, [String], String)]
    )
    func unusableMessageIsRefused(form: MessageForm, parts: [String], text: String) {
        let refusal = #expect(throws: MessageRefusal.self) {
            try form.item(of: parts.map { ByteBuffer(string: $0) })
        }
        #expect(refusal?.description == text)
    }
}
