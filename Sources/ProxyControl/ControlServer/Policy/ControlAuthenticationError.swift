package import GRIP

/// Why the configured key of the control port cannot be used.
package enum ControlAuthenticationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `control_key` is set and empty.
    case emptyKey
    /// `control_key` does not parse.
    case key(GripKeyError)

    /// The line an operator reads.
    package var description: String {
        switch self {
        case .emptyKey:
            "control_key: the key is empty, which would let everyone publish; set a key or remove the line"
        case .key(let error):
            "control_key: \(error)"
        }
    }
}
