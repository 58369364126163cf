/// A JSON Patch: a list of changes to a JSON document, which are made all or not at all.
///
/// Source: RFC 6902; reference "GRIP" 3.3, `body-patch`.
///
/// ```swift
/// let patch = try JSONPatch(parsing: [["op": "replace", "path": "/count", "value": 2]])
/// let changed = try patch.apply(to: ["count": 1])  // {"count": 2}
/// ```
public struct JSONPatch: Sendable {
    /// How many operations a patch may have.
    public static let maximumOperations = 1_000
    /// How many bytes a document may have in its compact form, together with all that the patch adds or moves.
    ///
    /// What is removed again counts all the same: copies of copies double a document with every operation, and this
    /// bounds both what is kept and the work that is done.
    public static let maximumBytes = 1_048_576
    /// How deeply arrays and objects may be nested in the patched document.
    public static let maximumDepth = ValueDocument.greatestMaximumDepth

    let operations: [JSONPatchOperation]

    /// Reads a patch.
    ///
    /// - Parameter value: The array of operations.
    /// - Throws: A ``JSONPatchError`` for the first operation that cannot be understood.
    public init(parsing value: JSONValue) throws(JSONPatchError) {
        guard let elements = value.array else { throw JSONPatchError(.notAnArray) }
        guard elements.count <= Self.maximumOperations else {
            throw JSONPatchError(.tooManyOperations(limit: Self.maximumOperations))
        }
        var operations: [JSONPatchOperation] = []
        for (index, element) in elements.enumerated() {
            do {
                operations.append(try JSONPatchOperation(element))
            } catch {
                throw JSONPatchError(error.reason, operation: index)
            }
        }
        self.operations = operations
    }

    /// Makes the changes.
    ///
    /// - Parameter document: The document before the changes, of any type.
    /// - Returns: The document after all of them.
    /// - Throws: A ``JSONPatchError`` for the first operation that cannot be made, a failed `test` among them.
    public func apply(to document: JSONValue) throws(JSONPatchError) -> JSONValue {
        var patched = try PatchedDocument(document)
        for (index, operation) in self.operations.enumerated() {
            do {
                try patched.apply(operation)
            } catch {
                throw JSONPatchError(error.reason, operation: index)
            }
        }
        return patched.root
    }
}
