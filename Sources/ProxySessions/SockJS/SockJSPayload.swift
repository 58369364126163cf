import GRIP
package import NIOCore

/// The messages a client sends: a JSON list of strings.
package enum SockJSPayload {
    /// How a request carries the list.
    package enum Form: Equatable, Sendable {
        /// The body is the list: `xhr_send`, and each message of a framed WebSocket.
        case body
        /// The body is a form with the list in its field `d`, or the list itself: `jsonp_send`.
        case form
        /// The query has the list in its parameter `d`, whose encoded value this is: `jsonp_send` with GET.
        case query([UInt8])
    }

    /// The messages of a request.
    ///
    /// - Parameters:
    ///   - body: the body of the request.
    ///   - form: how it carries the list.
    ///   - limitBytes: how long the messages may be together.
    /// - Returns: the messages in order; none for an empty list.
    /// - Throws: `payloadExpected` or `messageTooLarge`.
    package static func messages(
        in body: ByteBuffer,
        form: Form = .body,
        limitBytes: Int
    ) throws(SockJSSendError) -> [ByteBuffer] {
        let list: ByteBuffer
        switch form {
        case .body:
            list = body
        case .form where body.readableBytesView.first(where: { !Self.isSpace($0) }) == UInt8(ascii: "["):
            // A form begins with the name of a field; this is a list sent as text/plain.
            list = body
        case .form:
            list = Self.field("d", of: ArraySlice(body.readableBytesView)) ?? ByteBuffer()
        case .query(let query):
            list = Self.field("d", of: query[...]) ?? ByteBuffer()
        }
        // A list and its strings: nothing deeper can be right.
        guard let json = try? JSONValue(parsing: list, maximumDepth: 1), let elements = json.array else {
            throw .payloadExpected
        }
        var messages: [ByteBuffer] = []
        var byteCount = 0
        for element in elements {
            guard let text = element.string else { throw .payloadExpected }
            byteCount += text.utf8.count
            guard byteCount <= limitBytes else { throw .messageTooLarge }
            messages.append(ByteBuffer(string: text))
        }
        return messages
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// The first field of this name in a form (WHATWG URL, `application/x-www-form-urlencoded` parsing).
    private static func field(_ name: String, of form: ArraySlice<UInt8>) -> ByteBuffer? {
        let spaced = form.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        return QueryItem.items(of: spaced[...]).first { $0.isNamed(name) }.map { ByteBuffer(bytes: $0.value) }
    }
}
