import NIOCore

/// The types of events that are known.
enum WebSocketEventType: CaseIterable {
    case open
    case text
    case binary
    case ping
    case pong
    case close
    case disconnect

    /// How the type is written.
    var name: StaticString {
        switch self {
        case .open: "OPEN"
        case .text: "TEXT"
        case .binary: "BINARY"
        case .ping: "PING"
        case .pong: "PONG"
        case .close: "CLOSE"
        case .disconnect: "DISCONNECT"
        }
    }
}

extension WebSocketEvent {
    /// What a type and content mean together; `nil` if the type is not known.
    init?(_ frame: WebSocketEventReader.Frame) {
        switch frame.type {
        case .open: self = .open
        case .text: self = .text(frame.content)
        case .binary: self = .binary(frame.content)
        case .ping: self = .ping(frame.content)
        case .pong: self = .pong(frame.content)
        case .close: self = .close(WebSocketCloseContent(parsing: frame.content))
        case .disconnect: self = .disconnect
        case .none: return nil
        }
    }
}
