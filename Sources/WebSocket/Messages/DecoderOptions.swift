/// How careful a decoder is beyond what framing needs.
package struct DecoderOptions: Sendable, Equatable {
    /// Whether a Close must have a code that may be sent and a reason in UTF-8.
    package var validatesClose: Bool

    /// Whether text messages must be UTF-8.
    package var validatesText: Bool

    /// Whether frame lengths must be written in the fewest bytes.
    package var requiresMinimalLengths: Bool

    package init(validatesClose: Bool, validatesText: Bool, requiresMinimalLengths: Bool) {
        self.validatesClose = validatesClose
        self.validatesText = validatesText
        self.requiresMinimalLengths = requiresMinimalLengths
    }

    /// What is usual for the bytes of this peer.
    ///
    /// Compatibility: clients are held to RFC 6455, but text is for the origin to check (reference: WebSocket 1.4). What
    /// an origin sends is passed on as it is where it can be.
    package static func standard(for peer: PeerRole) -> DecoderOptions {
        DecoderOptions(
            validatesClose: peer == .client,
            validatesText: false,
            requiresMinimalLengths: peer == .client
        )
    }
}
