/// A JSON document while it is being patched, which never grows beyond the limits of ``JSONPatch``.
struct PatchedDocument {
    /// The document as far as it was changed.
    private(set) var root: JSONValue
    /// How many bytes may still be added or moved.
    private var byteBudget: Int

    init(_ root: JSONValue) throws(JSONPatchError) {
        self.root = root
        self.byteBudget = JSONPatch.maximumBytes
        try self.charge(root, name: nil, above: 0)
    }

    /// Makes one change; after an error the document must not be used.
    mutating func apply(_ operation: JSONPatchOperation) throws(JSONPatchError) {
        switch operation {
        case .add(let path, let value): try self.add(value, at: path)
        case .remove(let path): _ = try self.remove(at: path)
        case .replace(let path, let value): try self.replace(with: value, at: path)
        case .move(let from, let path): try self.move(from: from, to: path)
        case .copy(let from, let path): try self.add(try self.value(at: from), at: path)
        case .test(let path, let value):
            guard try self.value(at: path) == value else { throw JSONPatchError(.testFailed(path: path.text)) }
        }
    }

    private func value(at path: JSONPointer) throws(JSONPatchError) -> JSONValue {
        var value = self.root
        for token in path.tokens {
            guard let inner = value.child(token) else { throw JSONPatchError(.notFound(path: path.text)) }
            value = inner
        }
        return value
    }

    private mutating func add(_ value: JSONValue, at path: JSONPointer) throws(JSONPatchError) {
        try self.charge(value, name: path.tokens.last, above: path.tokens.count)
        guard let name = path.tokens.last else {
            self.root = value
            return
        }
        try self.change(path) { container throws(JSONPatchError) in
            switch container {
            case .array(var elements):
                let index = name == "-" ? elements.count : JSONPointer.arrayIndex(name)
                guard let index, index <= elements.count else {
                    throw JSONPatchError(.invalidIndex(path: path.text))
                }
                container = .null
                elements.insert(value, at: index)
                container = .array(elements)
            case .object(var object):
                container = .null
                object[name] = value
                container = .object(object)
            case .null, .bool, .number, .string:
                throw JSONPatchError(.notFound(path: path.text))
            }
        }
    }

    private mutating func remove(at path: JSONPointer) throws(JSONPatchError) -> JSONValue {
        guard let name = path.tokens.last else { throw JSONPatchError(.removedRoot) }
        var removed = JSONValue.null
        try self.change(path) { container throws(JSONPatchError) in
            guard let value = container.child(name) else { throw JSONPatchError(.notFound(path: path.text)) }
            removed = value
            switch container {
            case .array(var elements):
                guard let index = JSONPointer.arrayIndex(name) else { return }
                container = .null
                elements.remove(at: index)
                container = .array(elements)
            case .object(var object):
                container = .null
                object[name] = nil
                container = .object(object)
            case .null, .bool, .number, .string:
                break
            }
        }
        return removed
    }

    private mutating func replace(with value: JSONValue, at path: JSONPointer) throws(JSONPatchError) {
        try self.charge(value, name: nil, above: path.tokens.count)
        guard let name = path.tokens.last else {
            self.root = value
            return
        }
        try self.change(path) { container throws(JSONPatchError) in
            guard container.withChild(name, { $0 = value }) != nil else {
                throw JSONPatchError(.notFound(path: path.text))
            }
        }
    }

    private mutating func move(from: JSONPointer, to path: JSONPointer) throws(JSONPatchError) {
        guard !path.isInside(from) else { throw JSONPatchError(.movedIntoItself(path: from.text)) }
        guard !path.isSame(as: from) else {
            _ = try self.value(at: from)
            return
        }
        try self.add(try self.remove(at: from), at: path)
    }

    /// Changes the container that the last token of a path is about.
    private mutating func change(
        _ path: JSONPointer,
        _ body: (inout JSONValue) throws(JSONPatchError) -> Void
    ) throws(JSONPatchError) {
        try Self.change(&self.root, path.tokens.dropLast(), path, body)
    }

    private static func change(
        _ value: inout JSONValue,
        _ tokens: ArraySlice<String>,
        _ path: JSONPointer,
        _ body: (inout JSONValue) throws(JSONPatchError) -> Void
    ) throws(JSONPatchError) {
        guard let token = tokens.first else { return try body(&value) }
        let result = value.withChild(token) { child in
            Result { () throws(JSONPatchError) in try Self.change(&child, tokens.dropFirst(), path, body) }
        }
        guard let result else { throw JSONPatchError(.notFound(path: path.text)) }
        try result.get()
    }

    /// Counts a value that goes to a place below so many containers, and refuses what is too much.
    private mutating func charge(_ value: JSONValue, name: String?, above depth: Int) throws(JSONPatchError) {
        let measure = JSONMeasure(value)
        guard depth + measure.depth <= JSONPatch.maximumDepth else {
            throw JSONPatchError(.tooDeep(limit: JSONPatch.maximumDepth))
        }
        // A colon and a comma go with a name.
        self.byteBudget -= measure.byteCount + (name.map { JSONMeasure.byteCount(of: $0) + 2 } ?? 0)
        guard self.byteBudget >= 0 else { throw JSONPatchError(.tooLarge(limitBytes: JSONPatch.maximumBytes)) }
    }
}
