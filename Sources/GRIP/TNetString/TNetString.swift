public import NIOCore

/// A value that can be written as a tnetstring, the notation of Pushpin's ZeroMQ sockets.
///
/// Source: reference "operations" 7: `LENGTH ":" DATA TYPE`. Strings are bytes; where they are text, it is UTF-8.
public enum TNetString: Sendable, Equatable {
    /// How deeply lists and dictionaries may be nested when the caller does not say.
    public static let defaultMaximumDepth = 64

    /// One member of a dictionary.
    public struct Member: Sendable, Equatable {
        /// The name.
        public var name: String
        /// The value.
        public var value: TNetString

        /// Creates a member.
        public init(name: String, value: TNetString) {
            self.name = name
            self.value = value
        }
    }

    /// Nothing.
    case null
    /// A boolean.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// A number with a fraction, which must be finite; any other is written as null.
    case float(Double)
    /// Bytes of any kind.
    case bytes(ByteBuffer)
    /// A list.
    case list([TNetString])
    /// Members in the order to write them, each name once.
    case dictionary([Member])

    /// The bytes of a text.
    public static func text(_ text: String) -> TNetString {
        .bytes(ByteBuffer(string: text))
    }
}

extension TNetString {
    /// The bytes of a byte string, `nil` for every other type.
    public var bytes: ByteBuffer? {
        guard case .bytes(let bytes) = self else { return nil }
        return bytes
    }

    /// A byte string as text, with U+FFFD for what is not UTF-8; `nil` for every other type.
    public var text: String? {
        self.bytes.map { String(buffer: $0) }
    }

    /// The elements of a list, `nil` for every other type.
    public var list: [TNetString]? {
        guard case .list(let elements) = self else { return nil }
        return elements
    }

    /// The value of a dictionary's member; `nil` if there is none, or for every other type.
    public subscript(name: String) -> TNetString? {
        guard case .dictionary(let members) = self else { return nil }
        let name = ExactString(name)
        return members.first { ExactString($0.name) == name }?.value
    }

    /// The same value for JSON: byte strings as text, with U+FFFD for what is not UTF-8.
    public var json: JSONValue {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let number): .number(JSONNumber(number))
        case .float(let number): JSONNumber(number).map { .number($0) } ?? .null
        case .bytes(let bytes): .string(String(buffer: bytes))
        case .list(let elements): .array(elements.map(\.json))
        case .dictionary(let members):
            .object(JSONObject(members.map { JSONObject.Member(name: $0.name, value: $0.value.json) }))
        }
    }
}

extension TNetString: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Creates null.
    public init(nilLiteral: ()) {
        self = .null
    }

    /// Creates a boolean.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    /// Creates a whole number.
    public init(integerLiteral value: Int) {
        self = .integer(value)
    }

    /// Creates a byte string.
    public init(stringLiteral value: String) {
        self = .text(value)
    }

    /// Creates a list.
    public init(arrayLiteral elements: TNetString...) {
        self = .list(elements)
    }

    /// Creates a dictionary; names must differ.
    public init(dictionaryLiteral elements: (String, TNetString)...) {
        self = .dictionary(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
