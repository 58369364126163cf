package import GRIP

/// Why a message of an input is passed over; `description` is what the log says of it (reference: ops 1.1).
package enum MessageRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// It has another number of parts.
    case partCount(expected: Int)
    /// Its item cannot be read.
    case message(MessageError)

    package var description: String {
        switch self {
        case .partCount(let expected): "received message with parts != \(expected)"
        case .message(let error): "received message with \(error)"
        }
    }

    /// The kinds of refusal that are warned of separately.
    enum Kind: Hashable {
        case partCount, json, object, tnetstring, item
    }

    var kind: Kind {
        switch self {
        case .partCount: .partCount
        case .message(.notJSON): .json
        case .message(.notAnObject): .object
        case .message(.notTNetString): .tnetstring
        case .message(.item): .item
        }
    }
}
