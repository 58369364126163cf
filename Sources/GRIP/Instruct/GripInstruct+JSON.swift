public import NIOCore

extension GripInstruct {
    /// Reads an instruction from the body of a response whose media type is ``mediaType``.
    ///
    /// The headers are read first, then the body: its channels are appended to those of the headers and everything
    /// else it names replaces what they say. The client's response is ``response`` alone, which is never `nil` here,
    /// so `Grip-Status` is in it already and `Grip-Expose-Headers` has nothing to choose from: ``status`` is `nil` and
    /// ``exposedHeaders`` is empty. Source: reference "GRIP" 1.3.
    ///
    /// ```swift
    /// let body = ByteBuffer(string: #"{"hold": {"channels": [{"name": "news"}]}, "response": {"body": "nothing yet"}}"#)
    /// let instruct = try GripInstruct(json: body, headers: [], status: 200)
    /// ```
    /// - Parameters:
    ///   - body: The whole body; the content in it may share the buffer's memory if it is most of it.
    ///   - headers: All headers of the response in order.
    ///   - status: The status code of the response.
    /// - Throws: An ``InstructError`` for the first fault, of which those of the headers come first.
    public init(
        json body: ByteBuffer,
        headers: some Sequence<(name: String, value: String)>,
        status: Int
    ) throws(InstructError) {
        let headers = InstructHeaders(headers)
        try self.init(headers)
        guard status == 200 else { throw .contentStatus }
        let document: ValueDocument
        do {
            document = try ValueDocument(json: body, maximumDepth: JSONValue.defaultMaximumDepth)
        } catch {
            throw .contentNotJSON(error)
        }
        guard document.kind(of: 0) == .object else { throw .contentNotAnObject }
        let fields = try InstructFields(document, object: 0, subject: "instruct")
        if let hold = try fields.object("hold") {
            self.hold = try hold.gripHold(after: headers, channels: self.channels)
            self.channels = self.hold?.channels ?? []
            self.meta.merge(try hold.meta() ?? [:]) { _, last in last }
        }
        self.response =
            try fields.object("response")?.instructResponse(after: self.status) ?? Self.response(self.status)
        self.status = nil
        self.exposedHeaders = []
    }

    private static func response(_ status: GripStatus?) -> InstructResponse {
        InstructResponse(status: status?.code ?? 200, reason: status?.reason)
    }
}
