extension JSONValue {
    /// The member of an object or the element of an array that a token of a JSON pointer names, `nil` if none.
    ///
    /// The `-` of RFC 6901 section 4, the element after the last one, never exists.
    func child(_ token: String) -> JSONValue? {
        switch self {
        case .array(let elements):
            guard let index = JSONPointer.arrayIndex(token), index < elements.count else { return nil }
            return elements[index]
        case .object(let object):
            return object[token]
        case .null, .bool, .number, .string:
            return nil
        }
    }

    /// Changes the member or element that a token names where it is, `nil` if there is none.
    ///
    /// The container is taken out of the value meanwhile, so that it has one owner and is not copied.
    mutating func withChild<Value>(_ token: String, _ body: (inout JSONValue) -> Value) -> Value? {
        switch self {
        case .array(var elements):
            guard let index = JSONPointer.arrayIndex(token), index < elements.count else { return nil }
            self = .null
            defer { self = .array(elements) }
            return body(&elements[index])
        case .object(var object):
            self = .null
            defer { self = .object(object) }
            return object.withValue(of: token, body)
        case .null, .bool, .number, .string:
            return nil
        }
    }
}
