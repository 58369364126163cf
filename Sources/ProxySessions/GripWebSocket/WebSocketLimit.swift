/// A limit of one WebSocket that a control message would pass; `description` is the line for the log.
package enum WebSocketLimit: Error, Equatable, Sendable, CustomStringConvertible {
    /// There are so many channels already.
    case subscriptions(Int)
    /// The values for filters would be longer than this.
    case metaBytes(Int)

    package var description: String {
        switch self {
        case .subscriptions(let limit):
            "too many subscriptions: more than \(limit); raise connection_subscription_max or name fewer channels"
        case .metaBytes(let limit):
            "too much set-meta: names and values of one connection are longer than \(limit) bytes"
        }
    }
}
