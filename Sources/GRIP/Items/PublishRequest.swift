public import NIOCore

/// The items of a publish request: `{"items": [ITEM, …]}`.
///
/// Source: reference "GRIP" 4 for the control port, "operations" 2 for the command socket. One bad item refuses the whole request.
public struct PublishRequest: Sendable, Equatable {
    /// The items in the order of the list, which is the order to publish them in.
    public var items: [PublishItem]

    /// Creates a request from items.
    public init(items: [PublishItem]) {
        self.items = items
    }

    /// Parses a request body, the readable bytes of a buffer.
    ///
    /// The content of an item may share the buffer's memory if it is most of it; everything else is copied.
    /// - Throws: A ``PublishError`` for the first fault of the first bad item.
    public init(parsing body: ByteBuffer) throws(PublishError) {
        let document: ValueDocument
        do {
            document = try ValueDocument(json: body, maximumDepth: JSONValue.defaultMaximumDepth)
        } catch {
            throw .notJSON(error)
        }
        switch document.kind(of: 0) {
        case .object: break
        case .array: throw .notAnObject
        case .null, .true, .false, .number, .string: throw .notJSON(nil)
        }
        try self.init(of: document, at: 0)
    }

    /// Reads the `items` of an object.
    init(of document: ValueDocument, at object: Int) throws(PublishError) {
        guard let list = document.member("items", of: object) else { throw .itemsMissing }
        guard document.kind(of: list) == .array else { throw .itemsWrongType }
        self.items = []
        for (index, element) in document.elements(of: list).enumerated() {
            do {
                self.items.append(try ItemReader(document: document).item(at: element))
            } catch {
                throw .item(index: index, error)
            }
        }
    }
}
