package import GRIP
package import HTTP1

/// The response a published `http-response` makes for a held request (reference: GRIP 3.3).
package enum PublishedResponse {
    /// The head: the hold's own fields, with those replaced that the item brings.
    ///
    /// The hold's status is for its time-out only; the item's counts. `Compatibility:` `Grip-Expose-Headers` of an item
    /// removes the headers it names, the opposite of what it does in an instruction.
    package static func head(base: HeaderFields, item: HTTPResponseContent) -> ResponseHead {
        var fields = base
        var hidden: [FieldName] = []
        var added = HeaderFields()
        for (name, value) in item.headers {
            let fieldName = FieldName(name)
            fields.removeAll(fieldName)
            if name.lowercased() == "grip-expose-headers" {
                hidden += value.split(separator: ",").map { FieldName(String($0.trimmingBlanks())) }
            } else if !name.lowercased().hasPrefix("grip-") {
                added.append(name, value)
            }
        }
        fields.append(contentsOf: added)
        fields.removeAll(.contentLength)
        for name in hidden {
            fields.removeAll(name)
        }
        let reason = item.reason ?? ReasonPhrase.standard(item.status) ?? "Undefined Reason"
        return ResponseHead(status: item.status, reason: reason, fields: fields)
    }
}

extension Substring {
    /// Without blanks and tabs at both ends.
    fileprivate func trimmingBlanks() -> Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = self.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return start[...last]
    }
}
