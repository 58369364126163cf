import HTTP1
import NIOCore

/// The headers of a response as a JSON object, compact and with its names sorted (reference: behaviour 5.2).
///
/// Names that differ in case are one header under its first spelling. Left out is what was about the origin's
/// connection.
struct JSONPHeaders {
    private struct Header {
        let name: String
        var value: String
    }

    private var headers: [Header] = []

    /// The headers of a relayed response; of a repeated one the first value counts.
    init(firstOf fields: HeaderFields) {
        self.collect(fields.lazy.filter { !Self.isOfConnection($0) }) { _, _ in }
    }

    /// The headers of the response to a hold; the values of a repeated one are joined with commas.
    init(joining fields: HeaderFields) {
        self.collect(fields.lazy.filter { !Self.isOfConnection($0) && !$0.isNamed(.contentLength) }) { value, next in
            value += ", " + next
        }
    }

    private mutating func collect(
        _ fields: some Sequence<HeaderFields.Field>,
        merge: (inout String, String) -> Void
    ) {
        var positions: [String: Int] = [:]
        for field in fields {
            let name = field.nameString
            if let position = positions[name.lowercased()] {
                merge(&self.headers[position].value, field.valueString)
            } else {
                positions[name.lowercased()] = self.headers.count
                self.headers.append(Header(name: name, value: field.valueString))
            }
        }
        self.headers.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func isOfConnection(_ field: HeaderFields.Field) -> Bool {
        // The text in the script is not in the coding any more.
        ResponseField(field) == .hopByHop || field.isNamed(.contentEncoding)
    }

    /// Writes the object.
    func write(to buffer: inout ByteBuffer) {
        buffer.writeStaticString("{")
        var isFirst = true
        for header in self.headers {
            if !isFirst {
                buffer.writeStaticString(",")
            }
            isFirst = false
            JSONStringEncoder.writeString(header.name, to: &buffer)
            buffer.writeStaticString(":")
            JSONStringEncoder.writeString(header.value, to: &buffer)
        }
        buffer.writeStaticString("}")
    }
}
