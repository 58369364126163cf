import GRIP
import NIOCore

/// The pings of a request that its answer did not pong.
///
/// A client relies on its pings being answered, and some libraries forget to (reference: seed libraries P25).
enum MissingPongs {
    /// Pairs pings with pongs.
    ///
    /// A pong belongs to the first ping with its payload, else to the first that is left.
    ///
    /// - Parameters:
    ///   - pings: the payloads of the pings of the request, in order.
    ///   - events: the events of the answer.
    /// - Returns: the payloads of the pings without a pong, in order.
    static func payloads(pings: [ByteBuffer], answer events: [WebSocketEvent]) -> [ByteBuffer] {
        guard !pings.isEmpty else { return [] }
        var missing = pings
        var strangerCount = 0
        for case .pong(let payload) in events {
            if let position = missing.firstIndex(of: payload) {
                missing.remove(at: position)
            } else {
                strangerCount += 1
            }
            guard strangerCount < missing.count else { return [] }
        }
        return Array(missing.dropFirst(strangerCount))
    }
}
