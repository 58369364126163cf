/// Why a request on the command socket gets no answer; `description` is what the log says of it.
public enum CommandRequestError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The request is no tnetstring.
    case notTNetString(TNetStringError)
    /// The request is not a dictionary with the fields of a request.
    case field(FieldError)

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .notTNetString(let error): "invalid format (tnetstring parse failed: \(error))"
        case .field(let error): "invalid format: \(error)"
        }
    }
}

extension CommandRequestError: FieldFailure {}
