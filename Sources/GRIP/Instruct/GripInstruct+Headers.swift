extension GripInstruct {
    /// The media type of a response whose body is the instruction.
    public static let mediaType = "application/grip-instruct"

    /// Whether a response with these headers instructs the proxy rather than being meant for the client.
    ///
    /// Source: reference "behaviour" 3.1: any header whose name starts with `Grip-`, known or not, or the media type
    /// ``mediaType``, exact and in lower case.
    @inlinable
    public static func isInstruction(headers: some Sequence<(name: String, value: String)>) -> Bool {
        headers.contains { self.isInstruction(name: $0.name, value: $0.value) }
    }

    /// Whether one header by itself makes a response an instruction.
    public static func isInstruction(name: String, value: String) -> Bool {
        self.isHeaderName(name) || HeaderText.isEqual("content-type", to: name) && self.isInstructionContentType(value)
    }

    /// Whether a header of this name is for the proxy and never for the client.
    public static func isHeaderName(_ name: String) -> Bool {
        InstructHeaders.isName(name)
    }

    /// Whether a `Content-Type` value, with or without parameters, is ``mediaType``.
    public static func isInstructionContentType(_ value: String) -> Bool {
        let text = value.utf8.drop(while: ASCII.isWhitespace)
        guard text.starts(with: self.mediaType.utf8) else { return false }
        let next = text.dropFirst(self.mediaType.utf8.count).drop(while: ASCII.isWhitespace).first
        return next == nil || next == ASCII.semicolon
    }

    /// Reads an instruction from the headers of a response.
    ///
    /// Every Grip header is checked, also those that have no effect on the kind of hold asked for. Headers of other
    /// names and unknown Grip headers are skipped, as are list elements with a quote that is never closed.
    /// Source: reference "GRIP" 1.1 and 1.2.
    /// - Parameter headers: All headers of the response in order.
    /// - Throws: An ``InstructError`` for the first header that cannot be understood.
    public init(headers: some Sequence<(name: String, value: String)>) throws(InstructError) {
        try self.init(InstructHeaders(headers))
    }

    /// Reads an instruction from the Grip headers of a response.
    init(_ headers: InstructHeaders) throws(InstructError) {
        let mode = try headers.holdMode()
        let channels = try headers.gripChannels()
        let timeout = try headers.holdTimeout()
        let keepAlive = try headers.parsedKeepAlive()
        self.init(
            hold: mode.map { mode in
                GripHold(mode: mode, channels: channels, timeout: timeout, keepAlive: keepAlive)
            },
            status: try headers.gripStatus(),
            exposedHeaders: headers.exposedHeaders.map { String(decoding: $0, as: UTF8.self) },
            meta: headers.metaValues()
        )
        self.channels = channels
        (self.nextLink, self.goneLink) = try headers.gripLinks()
    }
}
