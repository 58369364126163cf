import NIOCore

/// The fields of a JSON instruction, or of an object inside it.
typealias InstructFields = ObjectFields<InstructError>

extension InstructFields {
    /// Reads the object as `hold`; what it leaves out is as the headers say, and its channels come after theirs.
    func gripHold(after headers: InstructHeaders, channels: [GripChannel]) throws(InstructError) -> GripHold {
        let mode = try self.holdMode()
        var hold = GripHold(mode: mode, channels: channels)
        hold.channels += try self.gripChannels()
        hold.timeout = try headers.holdTimeout()
        if let timeout = try self.seconds("timeout") {
            hold.timeout = max(timeout, GripHold.minimumTimeout)
        }
        hold.keepAlive = try headers.parsedKeepAlive()
        if let keepAlive = try self.object("keep-alive") {
            hold.keepAlive = try keepAlive.keepAlive()
        }
        return hold
    }

    private func holdMode() throws(InstructError) -> GripHold.Mode {
        guard let name = try self.string("mode") else { return .response }
        guard let mode = GripHold.Mode(rawValue: name) else { throw .unknownContentHoldMode }
        return mode
    }

    private func gripChannels() throws(InstructError) -> [GripChannel] {
        guard let nodes = try self.elements("channels") else { throw self.missing("channels") }
        var channels: [GripChannel] = []
        for node in nodes {
            channels.append(try Self(self.document, object: node, subject: "channel").gripChannel())
        }
        return channels
    }

    private func gripChannel() throws(InstructError) -> GripChannel {
        guard let name = try self.string("name") else { throw self.missing("name") }
        let previousID = try self.string("prev-id")
        let filters = try self.strings("filters", element: "value") ?? []
        guard filters.count <= GripChannel.maximumFilters else { throw .tooManyFilters(channelName: name) }
        return GripChannel(name: name, previousID: previousID, filters: filters)
    }

    /// Reads the object as `keep-alive`; `nil` when it has no content, for then there is nothing to send.
    ///
    /// Compatibility: published data does not put off this keep-alive, unlike that of a header without `mode`.
    private func keepAlive() throws(InstructError) -> KeepAlive? {
        let data = try self.content(binary: "content-bin", text: "content")
        let timeout = try self.seconds("timeout") ?? KeepAlive.defaultTimeout
        guard let data, data.readableBytes > 0 else { return nil }
        return KeepAlive(data: data, timeout: max(timeout, KeepAlive.minimumTimeout), mode: .interval)
    }

    /// Reads the object as `response`; `status` is what the headers say of it.
    func instructResponse(after status: GripStatus?) throws(InstructError) -> InstructResponse {
        let code = try self.integer("code")
        guard 0...999 ~= code ?? 200 else { throw self.invalidValue("code") }
        let reason = try self.string("reason")
        // Compatibility: Pushpin sends what it is given, and a line break here would let its writer add headers.
        guard reason.map(HeaderText.isValue) ?? true else { throw self.invalidValue("reason") }
        let inherited = code == nil ? status?.reason : nil
        return InstructResponse(
            status: code ?? status?.code ?? 200,
            reason: reason.flatMap { $0.isEmpty ? nil : $0 } ?? inherited,
            headers: try self.headers("headers"),
            body: try self.content(binary: "body-bin", text: "body") ?? ByteBuffer()
        )
    }

    /// A number of seconds, at least 0; what does not fit 32 bits, as those of the headers must, is lowered.
    private func seconds(_ name: StaticString) throws(InstructError) -> Duration? {
        guard let seconds = try self.integer(name) else { return nil }
        guard seconds >= 0 else { throw self.invalidValue(name) }
        return .seconds(min(seconds, Int(Int32.max)))
    }
}
