/// What a frame is (RFC 6455, section 5.2).
enum Opcode: UInt8, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    init(_ kind: MessageKind) {
        switch kind {
        case .text: self = .text
        case .binary: self = .binary
        }
    }

    /// Whether frames of this kind may stand between the frames of a message, and must be short and whole.
    var isControl: Bool { self.rawValue & 0x8 != 0 }
}
