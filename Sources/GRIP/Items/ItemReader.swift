/// Reads publish items out of a JSON text or a tnetstring, field by field in the order in which faults are reported.
///
/// Source: reference "GRIP" 3.1 and 3.2: `channel`, `id`, `prev-id`, `formats`, `meta`, `size`, `no-seq`, and then the
/// formats in the order `http-response`, `http-stream`, `ws-message`.
struct ItemReader {
    let document: ValueDocument

    /// Reads the item at a node of the document; with a topic, that is its channel, and its own is not looked at.
    func item(at node: Int, topic: String? = nil) throws(ItemError) -> PublishItem {
        let fields = try ItemFields(self.document, object: node, subject: "publish item object")
        var item = PublishItem(channel: try self.channelName(of: fields, topic: topic))
        item.id = try fields.string("id")
        item.previousID = try fields.string("prev-id")
        let formats = try self.formats(of: fields)
        item.meta = try fields.meta() ?? [:]
        if let size = try fields.integer("size") {
            guard size >= 0 else { throw fields.invalidValue("size") }
            item.size = size
        }
        item.noSequence = try fields.bool("no-seq") ?? false
        item.httpResponse = try self.fields(of: .httpResponse, in: formats)?.httpResponse()
        item.httpStream = try self.fields(of: .httpStream, in: formats)?.httpStream()
        item.webSocketMessage = try self.fields(of: .webSocketMessage, in: formats)?.webSocketMessage()
        return item
    }

    private func channelName(of item: ItemFields, topic: String?) throws(ItemError) -> String {
        if let topic { return topic }
        guard let node = item.node("channel") else { throw item.missing("channel") }
        guard let name = self.document.string(at: node) else { throw item.wrongType("channel") }
        return name
    }

    /// The object that holds the formats: `formats`, or the item itself in the short form.
    private func formats(of item: ItemFields) throws(ItemError) -> Int {
        if let formats = item.optionalNode("formats") {
            guard self.document.kind(of: formats) == .object else { throw item.wrongType("formats") }
            guard !self.document.isEmpty(formats) else { throw .noFormats }
            return formats
        }
        guard ItemFormat.allCases.contains(where: { item.optionalNode($0.name) != nil }) else { throw .noFormats }
        return item.object
    }

    private func fields(of format: ItemFormat, in formats: Int) throws(ItemError) -> ItemFields? {
        let fields = try ItemFields(self.document, object: formats, subject: format.subject)
        guard let node = fields.optionalNode(format.name) else { return nil }
        return try ItemFields(self.document, object: node, subject: format.subject)
    }
}
