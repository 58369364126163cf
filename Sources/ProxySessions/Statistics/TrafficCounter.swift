/// What is counted for each route.
package enum TrafficCounter: Int, CaseIterable, Sendable {
    /// What `activity` packets count.
    case activity
    /// Requests and WebSockets received.
    case requests
    /// Minutes of connections, begun ones counted whole.
    case minutes
    /// Items published; of the no-route report only.
    case received
    /// Deliveries of items.
    case sent
    /// Deliveries to held responses.
    case responsesSent
    /// Blocks of items published.
    case blocksReceived
    /// Blocks of deliveries.
    case blocksSent
    /// Lengths of request heads of clients.
    case clientHeaderBytesReceived
    /// Lengths of response heads to clients.
    case clientHeaderBytesSent
    /// Bytes of bodies and WebSocket messages of clients.
    case clientContentBytesReceived
    /// Bytes of bodies and WebSocket messages to clients.
    case clientContentBytesSent
    /// WebSocket messages of clients.
    case clientMessagesReceived
    /// WebSocket messages to clients.
    case clientMessagesSent
    /// Lengths of response heads of origins.
    case serverHeaderBytesReceived
    /// Lengths of request heads to origins.
    case serverHeaderBytesSent
    /// Bytes of bodies and WebSocket messages of origins.
    case serverContentBytesReceived
    /// Bytes of bodies and WebSocket messages to origins.
    case serverContentBytesSent
    /// WebSocket messages of origins.
    case serverMessagesReceived
    /// WebSocket messages to origins.
    case serverMessagesSent

    /// The field of `report` packets; `nil` for what is told otherwise (reference: ops 3).
    package var reportName: String? {
        switch self {
        case .activity, .requests: nil
        case .minutes: "minutes"
        case .received: "received"
        case .sent: "sent"
        case .responsesSent: "http-response-sent"
        case .blocksReceived: "blocks-received"
        case .blocksSent: "blocks-sent"
        case .clientHeaderBytesReceived: "client-header-bytes-received"
        case .clientHeaderBytesSent: "client-header-bytes-sent"
        case .clientContentBytesReceived: "client-content-bytes-received"
        case .clientContentBytesSent: "client-content-bytes-sent"
        case .clientMessagesReceived: "client-messages-received"
        case .clientMessagesSent: "client-messages-sent"
        case .serverHeaderBytesReceived: "server-header-bytes-received"
        case .serverHeaderBytesSent: "server-header-bytes-sent"
        case .serverContentBytesReceived: "server-content-bytes-received"
        case .serverContentBytesSent: "server-content-bytes-sent"
        case .serverMessagesReceived: "server-messages-received"
        case .serverMessagesSent: "server-messages-sent"
        }
    }

    /// Whether the field is left out where nothing was counted.
    package var isOptional: Bool { self == .blocksReceived || self == .blocksSent }
}
