import ProxySessions

/// The names of connections in packets and commands: UUIDs of WebSockets, and others made from a connection's place.
///
/// Those are opaque to whoever reads them (reference: ops 2, `NAME:WORKER-N-M`).
enum ConnectionName {
    /// The name of a connection that has no UUID.
    static func text(loop: Int, slot: Int, generation: UInt32) -> String {
        "holdfast:\(loop)-\(String(slot, radix: 16))-\(String(generation, radix: 16))"
    }

    /// The place that such a name is made from; `nil` for any other text.
    static func place(of text: String) -> (loop: Int, slot: Int, generation: UInt32)? {
        guard text.hasPrefix("holdfast:") else { return nil }
        let parts = text.dropFirst("holdfast:".count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let loop = Int(parts[0]), let slot = Int(parts[1], radix: 16), slot >= 0,
            let generation = UInt32(parts[2], radix: 16),
            // One name for one place: no signs and no leading zeros.
            Self.text(loop: loop, slot: slot, generation: generation) == text
        else { return nil }
        return (loop, slot, generation)
    }
}
