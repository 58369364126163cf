package import GRIP

/// Why a message of an origin goes nowhere; `description` is the line for the log.
///
/// Reference: WebSocket 2.2.
package enum IgnoredMessage: Error, Equatable, Sendable, CustomStringConvertible {
    /// It is neither a control message nor has it the prefix of messages for the client.
    case withoutPrefix
    /// A control message came in several frames.
    case fragmentedControl
    /// A control message is longer than this.
    case oversizedControl(limitBytes: Int)
    /// A control message that makes no sense.
    case malformedControl(ControlMessageError)

    /// Whether the message was meant for the proxy.
    package var isControl: Bool {
        switch self {
        case .withoutPrefix: false
        case .fragmentedControl, .oversizedControl, .malformedControl: true
        }
    }

    package var description: String {
        switch self {
        case .withoutPrefix: "message has neither the message prefix nor that of control messages"
        case .fragmentedControl: "control message comes in several frames: send it in one"
        case .oversizedControl(let limit): "control message is longer than \(limit) bytes"
        case .malformedControl(let error): error.description
        }
    }
}
