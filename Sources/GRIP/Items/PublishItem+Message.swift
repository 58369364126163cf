public import NIOCore

extension PublishItem {
    /// Parses the item of a ZeroMQ message.
    ///
    /// The first byte tells the notation: `J` for a JSON object, `T` for a tnetstring, any other is the first of a
    /// tnetstring (reference "operations" 1.1).
    /// - Parameters:
    ///   - message: one part of a message; most of its memory may be shared by the item's content.
    ///   - topic: the channel, where the message was sent to one; that of the item is not looked at then.
    /// - Throws: A ``MessageError``.
    public init(parsing message: ByteBuffer, topic: String? = nil) throws(MessageError) {
        let document = try Self.document(message)
        do {
            self = try ItemReader(document: document).item(at: 0, topic: topic)
        } catch {
            throw .item(error)
        }
    }

    private static func document(_ message: ByteBuffer) throws(MessageError) -> ValueDocument {
        var text = message
        let mark: UInt8? = text.getInteger(at: text.readerIndex)
        if mark == UInt8(ascii: "J") || mark == UInt8(ascii: "T") {
            text.moveReaderIndex(forwardBy: 1)
        }
        guard mark == UInt8(ascii: "J") else {
            do {
                return try ValueDocument(message: text)
            } catch {
                throw .notTNetString(error)
            }
        }
        let document: ValueDocument
        do {
            document = try ValueDocument(json: text)
        } catch {
            throw .notJSON(error)
        }
        switch document.kind(of: 0) {
        case .object: return document
        case .array: throw .notAnObject
        case .null, .true, .false, .number, .string: throw .notJSON(nil)
        }
    }
}
