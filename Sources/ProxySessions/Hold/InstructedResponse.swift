package import GRIP
package import HTTP1

/// The response an instruction makes of the origin's: what the client of a hold gets first, or at the time-out.
///
/// Reference: GRIP 1.2 (`Grip-Status`, `Grip-Expose-Headers`), 2.1.
package enum InstructedResponse {
    /// The head without framing, `Grip-*` fields and those that are not exposed.
    package static func head(of response: ResponseHead, instruct: GripInstruct) -> ResponseHead {
        var head = response
        if let status = instruct.status {
            let reason = status.reason ?? ReasonPhrase.standard(status.code) ?? ""
            head.status = status.code
            head.reason = Array(reason.utf8)
        }
        let exposed = instruct.exposedHeaders.map { FieldName($0) }
        head.fields.removeAll { field in
            field.nameHasPrefix("grip-") || field.isNamed(.contentLength) || field.isNamed(.transferEncoding)
                || (!exposed.isEmpty && !exposed.contains { field.isNamed($0) })
        }
        return head
    }
}
