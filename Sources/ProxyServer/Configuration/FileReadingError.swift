/// A file that could not be read.
package struct FileReadingError: Error, Hashable, CustomStringConvertible {
    /// What was being done.
    package enum Operation: String, Sendable {
        /// Opening the file.
        case open
        /// Reading from it.
        case read
    }

    /// The file, as it was named.
    package let path: String
    /// What failed.
    package let operation: Operation
    /// The `errno` of the system.
    package let code: Int32

    /// A failure with the `errno` it left.
    package init(path: String, operation: Operation, code: Int32) {
        self.path = path
        self.operation = operation
        self.code = code
    }

    /// The words of the system for what is wrong.
    package var reason: String { SystemErrorText.of(self.code) }

    /// `cannot be opened: REASON` or `cannot be read: REASON`, for use behind the name of the file.
    package var problem: String {
        "cannot be \(self.operation == .open ? "opened" : "read"): \(self.reason)"
    }

    /// `failed to open PATH: REASON`, as in messages about routes (reference: behaviour 1.2).
    package var description: String { "failed to \(self.operation.rawValue) \(self.path): \(self.reason)" }
}
