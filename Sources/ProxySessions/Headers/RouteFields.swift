import HTTP1
import ProxyRouting

/// The headers that a route sets or removes (reference: behaviour 1.4, `header`).
struct RouteFields {
    /// The names that are taken from the client.
    private let names: [FieldName]
    /// The fields to add after the client's, in order.
    let added: HeaderFields

    /// Of several headers with one name, the last one applied is the one that stays.
    init(_ headers: [RouteHeader]) {
        let names = headers.map { FieldName($0.name) }
        var added = HeaderFields()
        for (index, header) in headers.enumerated() where !header.value.isEmpty {
            if !names.dropFirst(index + 1).contains(names[index]) {
                added.append(header.name, header.value)
            }
        }
        self.names = names
        self.added = added
    }

    /// Whether a field of the client gives way.
    func replace(_ field: HeaderFields.Field) -> Bool {
        self.names.contains { field.isNamed($0) }
    }
}
