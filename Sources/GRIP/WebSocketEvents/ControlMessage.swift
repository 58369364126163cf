public import NIOCore

/// What an origin asks of the proxy in a text message that starts with ``prefix``.
///
/// ```
/// c:{"type": "subscribe", "channel": "news"}
/// ```
/// Source: reference "WebSocket" 2.3.
public enum ControlMessage: Sendable, Equatable {
    /// What such a text message starts with; the JSON object comes after it.
    public static let prefix = "c:"

    /// Deliver what is published to a channel, or change the channel's filters.
    case subscribe(channel: String, filters: [String])
    /// Deliver nothing of a channel any more.
    case unsubscribe(channel: String)
    /// Close the connection to the origin, not that to the client.
    case detach
    /// Set the id of the GRIP session; `nil` clears it.
    case session(id: String?)
    /// Set a value of the subscriber that filters use; `nil` removes it.
    case setMeta(name: String, value: String?)
    /// Send something to a client that is not sent anything; `nil` switches this off.
    case keepAlive(ControlKeepAlive?)
    /// Send something to the client after a time.
    case sendDelayed(ControlDelayedMessage)
    /// Send what waits for its time now.
    case flushDelayed
}

extension ControlMessage {
    /// Parses what comes after the prefix, the readable bytes of a buffer.
    ///
    /// Members come in any order, unknown ones are ignored, and so are known ones that the type has no use for.
    /// - Parameter json: The JSON text.
    /// - Throws: A ``ControlMessageError`` for the first fault; such a message is to be ignored.
    public init(parsing json: ByteBuffer) throws(ControlMessageError) {
        let document: ValueDocument
        do {
            document = try ValueDocument(json: json, maximumDepth: JSONValue.defaultMaximumDepth)
        } catch {
            throw .notJSON(error)
        }
        self = try ControlFields(document, object: 0, subject: "control message").controlMessage()
    }
}
