import NIOCore

/// The fields of a control message.
typealias ControlFields = ObjectFields<ControlMessageError>

extension ControlFields {
    /// Reads the object as a control message.
    func controlMessage() throws(ControlMessageError) -> ControlMessage {
        switch try self.required("type") {
        case "subscribe": .subscribe(channel: try self.nonEmpty("channel"), filters: try self.strings("filters") ?? [])
        case "unsubscribe": .unsubscribe(channel: try self.nonEmpty("channel"))
        case "detach": .detach
        // Compatibility: an empty id clears the session as an absent one does.
        case "session": .session(id: try self.string("id").flatMap { $0.isEmpty ? nil : $0 })
        case "set-meta": .setMeta(name: try self.nonEmpty("name"), value: try self.string("value"))
        case "keep-alive": .keepAlive(try self.keepAlive())
        case "send-delayed": .sendDelayed(try self.delayedMessage())
        case "flush-delayed": .flushDelayed
        case let type: throw .unknownType(type)
        }
    }

    private func required(_ name: StaticString) throws(ControlMessageError) -> String {
        guard let text = try self.string(name) else { throw self.missing(name) }
        return text
    }

    private func nonEmpty(_ name: StaticString) throws(ControlMessageError) -> String {
        let text = try self.required(name)
        guard !text.isEmpty else { throw self.invalidValue(name) }
        return text
    }

    private func keepAlive() throws(ControlMessageError) -> ControlKeepAlive? {
        let message = try self.message()
        // Compatibility: every other mode counts as idle.
        let mode = try self.string("mode").flatMap(KeepAlive.Mode.init) ?? .idle
        guard let message else { return nil }
        let timeout = try self.seconds("timeout") ?? ControlKeepAlive.defaultTimeout
        return ControlKeepAlive(message: message, timeout: timeout, mode: mode)
    }

    private func delayedMessage() throws(ControlMessageError) -> ControlDelayedMessage {
        guard let message = try self.message() else { throw .missingContent }
        let delay = try self.seconds("timeout") ?? ControlDelayedMessage.defaultDelay
        return ControlDelayedMessage(message: message, delay: delay)
    }

    /// What is to be sent; `nil` when there is no content, which is not the same as an empty one.
    private func message() throws(ControlMessageError) -> WebSocketMessageContent? {
        let typeName = try self.string("message-type") ?? WebSocketMessageContent.Kind.text.rawValue
        guard let kind = WebSocketMessageContent.Kind(rawValue: typeName) else {
            throw .unknownMessageType(typeName)
        }
        guard let content = try self.content(binary: "content-bin", text: "content") else { return nil }
        return WebSocketMessageContent(kind: kind, content: content)
    }

    /// A number of seconds greater than 0, `nil` for 0; what does not fit 32 bits is lowered.
    private func seconds(_ name: StaticString) throws(ControlMessageError) -> Duration? {
        guard let seconds = try self.integer(name) else { return nil }
        guard seconds >= 0 else { throw self.invalidValue(name) }
        return seconds == 0 ? nil : .seconds(min(seconds, Int(Int32.max)))
    }
}
