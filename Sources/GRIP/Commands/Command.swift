/// What a client of the command socket can ask for.
///
/// Source: reference "operations" 2.
public enum Command: Sendable, Equatable {
    /// Publish items (`publish`).
    case publish([PublishItem])
    /// Forget what was published last, and ask the origins of all holds again (`recover`).
    case recover
    /// Make WebSockets over HTTP call their origins now (`refresh`).
    case refresh(RefreshTarget)
    /// Say which of these connections exist (`conncheck`).
    case checkConnections([String])
    /// Tell the addresses of the ZeroMQ sockets (`get-zmq-uris`).
    case tellAddresses

    /// Which WebSockets are refreshed.
    public enum RefreshTarget: Sendable, Equatable {
        /// The one with this `Connection-Id`.
        case connection(String)
        /// Those that are subscribed to a channel.
        case subscribers(channel: String)
    }
}
