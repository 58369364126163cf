/// How the messages of a connection are compressed, as agreed in its handshake (RFC 7692, section 7.1).
///
/// Neither side keeps anything from one message to the next: contexts are needed only while a message is under way.
package struct DeflateParameters: Sendable, Equatable {
    /// The base-two logarithm of the largest window, in bytes, that deflate knows.
    package static let widestWindowBits = 15

    /// The base-two logarithm of the server's compression window in bytes, 9 to 15.
    package let serverWindowBits: Int

    /// Parameters with the nearest window that can be used.
    package init(serverWindowBits: Int = Self.widestWindowBits) {
        self.serverWindowBits = min(max(serverWindowBits, 9), Self.widestWindowBits)
    }

    /// Whether the client can read messages that were compressed once for many clients.
    package var acceptsSharedFrames: Bool { self.serverWindowBits == Self.widestWindowBits }
}
