import GRIP

/// Parses the headers of a response.
func instruct(_ headers: (name: String, value: String)...) throws -> GripInstruct {
    try GripInstruct(headers: headers)
}

/// The error with which the headers of a response are refused, `nil` if they are taken.
func instructFailure(_ headers: (name: String, value: String)...) -> InstructError? {
    instructFailure(headers)
}

/// The error with which the headers of a response are refused, `nil` if they are taken.
func instructFailure(_ headers: some Sequence<(name: String, value: String)>) -> InstructError? {
    do throws(InstructError) {
        _ = try GripInstruct(headers: headers)
        return nil
    } catch {
        return error
    }
}
