extension InstructHeaders {
    /// `Grip-Hold`, `nil` when absent.
    func holdMode() throws(InstructError) -> GripHold.Mode? {
        guard let hold = self.hold else { return nil }
        guard let mode = GripHold.Mode(rawValue: hold) else { throw .unknownHoldMode }
        return mode
    }

    /// `Grip-Timeout`, raised to the least that is allowed.
    func holdTimeout() throws(InstructError) -> Duration {
        guard let text = self.timeout else { return GripHold.defaultTimeout }
        guard let seconds = Self.seconds(text) else { throw .malformedTimeout }
        guard seconds >= 0 else { throw .invalidTimeout }
        return max(.seconds(seconds), GripHold.minimumTimeout)
    }

    /// The elements of `Grip-Channel`: `NAME[; prev-id=ID][; filter=F]…`.
    func gripChannels() throws(InstructError) -> [GripChannel] {
        var channels: [GripChannel] = []
        for element in self.channels {
            guard let parsed = HeaderParameters(element) else { continue }
            let name = String(decoding: parsed.first, as: UTF8.self)
            // Compatibility: parameter names may be in any case, only `filter` must be in lower case.
            let filters = parsed.parameters.filter { $0.name == "filter" }.map(\.value)
            guard filters.count <= GripChannel.maximumFilters else { throw .tooManyFilters(channelName: name) }
            channels.append(GripChannel(name: name, previousID: parsed.value(of: "prev-id"), filters: filters))
        }
        return channels
    }

    /// `Grip-Status`: `CODE[ REASON]`.
    func gripStatus() throws(InstructError) -> GripStatus? {
        guard let status = self.status else { return nil }
        let text = ASCII.trimmed(Array(status.utf8)[...])
        let codeEnd = text.firstIndex(where: ASCII.isWhitespace) ?? text.endIndex
        guard let code = ASCII.integer(text[..<codeEnd]), 0...999 ~= code else { throw .invalidStatus }
        let reason = ASCII.trimmed(text[codeEnd...])
        return GripStatus(code: code, reason: reason.isEmpty ? nil : String(decoding: reason, as: UTF8.self))
    }

    /// `Grip-Set-Meta`: one `NAME=VALUE` for each element, of which later ones override.
    func metaValues() -> [String: String] {
        var meta: [String: String] = [:]
        for element in self.meta {
            guard let pair = HeaderParameters.parameters(of: element)?.first else { continue }
            meta[pair.name] = pair.value
        }
        return meta
    }

    /// A number of whole seconds; `nil` for anything else and for what does not fit 32 bits.
    static func seconds(_ text: String) -> Int? {
        ASCII.integer(Array(text.utf8)[...]).flatMap { Int32(exactly: $0) }.map(Int.init)
    }
}
