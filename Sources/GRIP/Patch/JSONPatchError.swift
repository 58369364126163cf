/// Why a JSON Patch cannot be used or applied, and which of its operations is at fault.
public struct JSONPatchError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of fault; paths are JSON pointers.
    public enum Reason: Equatable, Sendable {
        /// The patch is not an array.
        case notAnArray
        /// The patch has more operations than this.
        case tooManyOperations(limit: Int)
        /// The operation is not an object.
        case notAnObject
        /// The operation lacks a member it needs.
        case missing(member: String)
        /// A member of the operation is not a string.
        case notAString(member: String)
        /// `op` is none of the six of RFC 6902.
        case unknownOperation(String)
        /// A path is not a JSON pointer.
        case malformedPointer(String)
        /// There is nothing at the path, or nothing that it could be added to.
        case notFound(path: String)
        /// An array has no such place.
        case invalidIndex(path: String)
        /// A value cannot be moved into itself.
        case movedIntoItself(path: String)
        /// The whole document cannot be removed.
        case removedRoot
        /// The value at the path is not the one that `test` asks for.
        case testFailed(path: String)
        /// The document and all that the patch adds to it come to more than this many bytes.
        case tooLarge(limitBytes: Int)
        /// Arrays and objects would be nested beyond this many levels.
        case tooDeep(limit: Int)
        /// The document is not JSON.
        case documentNotJSON(JSONError)
        /// The document, or what the patch makes of it, is neither an object nor an array.
        case documentNotAContainer
    }

    /// What is wrong.
    public var reason: Reason
    /// The place of the operation in the patch, counted from 0; `nil` when no single one is at fault.
    public var operation: Int?

    /// Creates an error.
    public init(_ reason: Reason, operation: Int? = nil) {
        self.reason = reason
        self.operation = operation
    }

    /// One line that says what is wrong and where.
    public var description: String {
        let place = self.operation.map { "operation \($0) of the JSON patch: " } ?? "JSON patch: "
        return place + self.reason.description
    }
}

extension JSONPatchError.Reason: CustomStringConvertible {
    /// What is wrong, without the place.
    public var description: String {
        switch self {
        case .notAnArray: "not an array"
        case .tooManyOperations(let limit): "more than \(limit) operations"
        case .notAnObject: "not an object"
        case .missing(let member): "no '\(member)'"
        case .notAString(let member): "'\(member)' is not a string"
        case .unknownOperation(let name): "unknown op '\(LogText.printable(name))'"
        case .malformedPointer(let text): "'\(LogText.printable(text))' is not a JSON pointer"
        case .notFound(let path): "nothing at '\(LogText.printable(path))'"
        case .invalidIndex(let path): "no element can be at '\(LogText.printable(path))'"
        case .movedIntoItself(let path): "the value at '\(LogText.printable(path))' cannot be moved into itself"
        case .removedRoot: "the whole document cannot be removed"
        case .testFailed(let path): "the test of '\(LogText.printable(path))' failed"
        case .tooLarge(let limit): "the document grows beyond \(limit) bytes"
        case .tooDeep(let limit): "the document is nested more than \(limit) levels deep"
        case .documentNotJSON(let error): "the document is no JSON: \(error)"
        case .documentNotAContainer: "the document is neither an object nor an array"
        }
    }
}
