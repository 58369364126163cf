/// A bad item in the list of an `x_forwarded_for` option.
package enum ForwardedForError: Error, Equatable, CustomStringConvertible {
    /// `truncate:` is not followed by a number of 0 or more.
    case invalidCount(String)
    /// Neither `truncate:N` nor `append`. A quoted list arrives here as one item.
    case unknownItem(String)

    package var description: String {
        switch self {
        case .invalidCount(let item):
            "'\(item)' needs the number of addresses to keep, such as 'truncate:0'"
        case .unknownItem(let item):
            "'\(item)' is not an item of this list; use 'truncate:N', 'append', or both, separated by a comma, without quotes"
        }
    }
}
