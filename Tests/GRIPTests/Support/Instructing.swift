import GRIP
import NIOCore

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

/// Parses the body of a JSON instruction.
func jsonInstruct(_ body: String, _ headers: (name: String, value: String)...) throws -> GripInstruct {
    try GripInstruct(json: ByteBuffer(string: body), headers: headers, status: 200)
}

/// The text of the error with which a JSON instruction is refused, `nil` if it is taken.
func jsonInstructFailure(
    _ body: String,
    _ headers: (name: String, value: String)...,
    status: Int = 200
) -> String? {
    do throws(InstructError) {
        _ = try GripInstruct(json: ByteBuffer(string: body), headers: headers, status: status)
        return nil
    } catch {
        return error.description
    }
}
