package import GRIP
package import HTTP1

/// The response an instruction makes of the origin's: what the client of a hold gets first, or at the time-out.
package enum InstructedResponse {
    /// The head of the origin's own response, without framing, `Grip-*` fields and those that are not exposed.
    ///
    /// Reference: GRIP 1.2 (`Grip-Status`, `Grip-Expose-Headers`), 2.1.
    package static func head(of response: ResponseHead, instruct: GripInstruct) -> ResponseHead {
        var head = response
        if let status = instruct.status {
            head.status = status.code
            head.reason = Self.reason(status.reason, of: status.code)
        }
        let exposed = instruct.exposedHeaders.map { FieldName($0) }
        head.fields.removeAll { field in
            field.nameHasPrefix("grip-") || Self.isFraming(field)
                || (!exposed.isEmpty && !exposed.contains { field.isNamed($0) })
        }
        return head
    }

    /// The head of a response given in JSON; the origin's own does not count (reference: GRIP 1.3).
    package static func head(of response: InstructResponse) -> ResponseHead {
        var fields = HeaderFields()
        for (name, value) in response.headers {
            fields.append(name, value)
        }
        fields.removeAll { Self.isFraming($0) }
        return ResponseHead(
            status: response.status,
            reason: String(decoding: Self.reason(response.reason, of: response.status), as: UTF8.self),
            fields: fields
        )
    }

    private static func reason(_ reason: String?, of status: Int) -> [UInt8] {
        Array((reason ?? ReasonPhrase.standard(status) ?? "").utf8)
    }

    private static func isFraming(_ field: HeaderFields.Field) -> Bool {
        field.isNamed(.contentLength) || field.isNamed(.transferEncoding)
    }
}
