/// What a message's bytes are.
package enum MessageKind: Sendable, Equatable {
    case text
    case binary
}
