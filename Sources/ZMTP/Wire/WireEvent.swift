import NIOCore

/// One thing a peer said.
enum WireEvent: Equatable {
    case greeting(Greeting)
    case command(Command)
    /// A whole message with its parts, at least one.
    case message([ByteBuffer])
}
