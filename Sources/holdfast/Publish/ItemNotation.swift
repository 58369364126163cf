import GRIP
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A way to write an item down: JSON for HTTP, a tnetstring for ZeroMQ.
protocol ItemNotation {
    /// A value that is the same in every notation.
    init(_ value: JSONValue)
    /// An object with members in this order.
    static func dictionary(_ members: [(String, Self)]) -> Self
    /// A member with content of any bytes; `name` is its name where the bytes are text.
    static func content(_ bytes: [UInt8], name: String) -> (String, Self)
}

extension JSONValue: ItemNotation {
    init(_ value: JSONValue) {
        self = value
    }

    static func dictionary(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.map { JSONObject.Member(name: $0.0, value: $0.1) }))
    }

    /// Text under its own name, other bytes as base64 under `NAME-bin` (reference: grip 3.3).
    static func content(_ bytes: [UInt8], name: String) -> (String, JSONValue) {
        if let text = String(validating: bytes, as: UTF8.self) {
            return (name, .string(text))
        }
        return ("\(name)-bin", .string(Data(bytes).base64EncodedString()))
    }
}

extension TNetString: ItemNotation {
    init(_ value: JSONValue) {
        switch value {
        case .null: self = nil
        case .bool(let value): self = .bool(value)
        case .number(let number): self = number.int.map { .integer($0) } ?? .text(number.text)
        case .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.map { TNetString($0) })
        case .object(let object): self = .dictionary(object.map { ($0.name, TNetString($0.value)) })
        }
    }

    static func dictionary(_ members: [(String, TNetString)]) -> TNetString {
        .dictionary(members.map { Member(name: $0.0, value: $0.1) })
    }

    static func content(_ bytes: [UInt8], name: String) -> (String, TNetString) {
        (name, .bytes(ByteBuffer(bytes: bytes)))
    }
}
