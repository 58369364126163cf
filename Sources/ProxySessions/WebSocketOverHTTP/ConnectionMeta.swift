package import HTTP1

/// What an origin wants to be told with every request of a connection: `Set-Meta-NAME` comes back as `Meta-NAME`.
///
/// Reference: websocket 3.4 item 2.
package struct ConnectionMeta: Equatable, Sendable {
    /// How a name begins in an answer, in small letters.
    static let setPrefix: StaticString = "set-meta-"
    /// How many names a connection can have; further ones are not stored.
    static let maximumCount = 64
    /// Bytes that all names and values may have together; what would exceed them is not stored.
    static let maximumBytes = 16_384

    /// The fields for the next request, `Meta-NAME: VALUE`.
    package private(set) var fields = HeaderFields()

    package init() {}

    /// Stores what an answer sets; an empty value removes the name.
    ///
    /// - Returns: how many fields were not stored because of a limit.
    mutating func apply(_ answer: HeaderFields) -> Int {
        var refusedCount = 0
        for field in answer where field.nameHasPrefix(Self.setPrefix) {
            let suffix = field.name.dropFirst(Self.setPrefix.utf8CodeUnitCount)
            guard !suffix.isEmpty else { continue }
            let name = "Meta-".utf8 + suffix
            self.fields.removeAll(FieldName(String(decoding: name, as: UTF8.self)))
            guard !field.value.isEmpty else { continue }
            let byteCount = self.fields.byteCount + name.count + field.value.count
            if self.fields.count < Self.maximumCount, byteCount <= Self.maximumBytes {
                self.fields.append(name: name, value: field.value)
            } else {
                refusedCount += 1
            }
        }
        return refusedCount
    }
}
