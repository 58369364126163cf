import Crypto

/// The keys of an opening handshake (RFC 6455, sections 1.3, 4.1 and 4.2.2).
///
///     Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
///     Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
package enum WebSocketHandshakeKey {
    /// What every key is joined with before it is hashed.
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The `Sec-WebSocket-Accept` that answers a `Sec-WebSocket-Key`, whatever the key is.
    package static func accept(for key: String) -> String {
        Base64Text.encode(Insecure.SHA1.hash(data: Array((key + Self.suffix).utf8)))
    }

    /// A new `Sec-WebSocket-Key`: sixteen random bytes in base64.
    package static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64Text.encode((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }
}
