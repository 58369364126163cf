/// Why a command was not carried out, as its client is told.
///
/// Source: reference "operations" 2.
public enum CommandError: Error, Equatable, Sendable {
    /// There is no such method.
    case methodNotFound
    /// The arguments are not what the method takes; the text says why, where there is one.
    case badRequest(String?)
    /// There is no such connection.
    case itemNotFound
    /// None of the items was let through, for this reason.
    case publishRefused(String)

    /// The value of `condition`.
    public var condition: String {
        switch self {
        case .methodNotFound: "method-not-found"
        case .badRequest: "bad-request"
        case .itemNotFound: "item-not-found"
        case .publishRefused: "publish-refused"
        }
    }

    /// The value of `value`, if there is one.
    public var text: String? {
        switch self {
        case .methodNotFound, .itemNotFound: nil
        case .badRequest(let text): text
        case .publishRefused(let text): text
        }
    }
}
