/// One operation of a JSON Patch (RFC 6902 section 4).
enum JSONPatchOperation: Sendable {
    /// Insert the value, or put it in the place of a member.
    case add(JSONPointer, JSONValue)
    /// Remove the value, which must exist.
    case remove(JSONPointer)
    /// Put the value in the place of another one, which must exist.
    case replace(JSONPointer, JSONValue)
    /// Remove the value at the first place and add it at the second.
    case move(from: JSONPointer, to: JSONPointer)
    /// Add the value at the first place at the second as well.
    case copy(from: JSONPointer, to: JSONPointer)
    /// Fail unless the value is equal to this one.
    case test(JSONPointer, JSONValue)

    /// Reads an operation; members it does not know are ignored (RFC 6902 section 4).
    init(_ value: JSONValue) throws(JSONPatchError) {
        guard let object = value.object else { throw JSONPatchError(.notAnObject) }
        let name = try Self.string("op", of: object)
        switch name {
        case "add": self = .add(try Self.pointer("path", of: object), try Self.value(of: object))
        case "remove": self = .remove(try Self.pointer("path", of: object))
        case "replace": self = .replace(try Self.pointer("path", of: object), try Self.value(of: object))
        case "move":
            self = .move(from: try Self.pointer("from", of: object), to: try Self.pointer("path", of: object))
        case "copy":
            self = .copy(from: try Self.pointer("from", of: object), to: try Self.pointer("path", of: object))
        case "test": self = .test(try Self.pointer("path", of: object), try Self.value(of: object))
        default: throw JSONPatchError(.unknownOperation(name))
        }
    }

    private static func value(of object: JSONObject) throws(JSONPatchError) -> JSONValue {
        guard let value = object["value"] else { throw JSONPatchError(.missing(member: "value")) }
        return value
    }

    private static func string(_ member: String, of object: JSONObject) throws(JSONPatchError) -> String {
        guard let value = object[member] else { throw JSONPatchError(.missing(member: member)) }
        guard let text = value.string else { throw JSONPatchError(.notAString(member: member)) }
        return text
    }

    private static func pointer(_ member: String, of object: JSONObject) throws(JSONPatchError) -> JSONPointer {
        let text = try self.string(member, of: object)
        guard let pointer = JSONPointer(parsing: text) else { throw JSONPatchError(.malformedPointer(text)) }
        return pointer
    }
}
