/// What the proxy counts: one case per thing an operator may ask about.
///
/// Names follow the metric they become (`holdfast_` + snake case + `_total`). New cases go to the end.
package enum Counter: Int, CaseIterable, Sendable {
    /// Client connections accepted.
    case clientConnections
    /// Client connections refused because `client_maxconn` was reached.
    case clientConnectionsRefused
    /// Client requests whose head was understood.
    case clientRequests
    /// Client requests that could not be parsed or broke a rule of HTTP.
    case clientRequestsMalformed
    /// Request heads over the size, count or target limit.
    case clientHeadsTooLarge
    /// Request bodies over `client_max_body`.
    case clientBodiesTooLarge
    /// Clients that did not send a request head, or a body, in time.
    case clientTimeouts
    /// Idle client connections closed.
    case clientIdleClosed
    /// Requests for which no route exists.
    case routesNotFound
    /// Responses made by the proxy itself because proxying failed.
    case originErrors
    /// Connections opened to origins.
    case originConnections
    /// Requests sent over a connection that was already open.
    case originConnectionsReused
    /// Attempts repeated on another target or a fresh connection.
    case originRetries
    /// Origin connections refused by the address policy.
    case originAddressesBlocked
    /// Origins that took too long to connect or to answer.
    case originTimeouts
    /// Stream holds begun.
    case streamHolds
    /// Response holds begun.
    case responseHolds
    /// Holds ended because the client left.
    case holdsLeft
    /// Instructions of an origin that could not be understood.
    case instructionsMalformed
    /// Subscriptions refused by `connection_subscription_max`.
    case subscriptionsRefused
    /// Items accepted for publishing.
    case itemsPublished
    /// Items dropped because their id was seen before.
    case itemsDuplicate
    /// Items refused because of `message_rate`.
    case itemsRateLimited
    /// Item deliveries to subscribers.
    case deliveries
    /// Deliveries dropped by a slow-reader policy.
    case deliveriesDropped
    /// Connections closed because their reader was too slow.
    case slowReadersClosed
    /// Keep-alives sent.
    case keepAlives
    /// Requests refused because `max_open_requests` was reached.
    case openRequestsRefused
    /// Requests on the control port that were answered.
    case controlRequests
    /// Publishes of which at least one item was published.
    case controlPublishes
    /// Publishes refused because their body is not JSON or not a list of items.
    case controlPublishesMalformed
    /// Publishes of which every item was refused.
    case controlPublishesRefused
    /// Control requests whose head or framing could not be understood.
    case controlRequestsMalformed
    /// Control requests for an unknown path, method or answer format.
    case controlRequestsUnknown
    /// Control requests refused because a web page may have made them.
    case controlWebPagesRefused
    /// Control requests without the key that `control_key` asks for.
    case controlAuthenticationsFailed
    /// Control request heads over `push_in_http_max_headers_size`.
    case controlHeadsTooLarge
    /// Control request bodies over `push_in_http_max_body_size`.
    case controlBodiesTooLarge
    /// Control requests that did not arrive in time.
    case controlTimeouts
    /// Times that all control connections were in use, so that further ones had to wait.
    case controlConnectionsFull
    /// Requests that got no connection because `origin_connections` was reached.
    case originConnectionsRefused
    /// Unused origin connections closed because `origin_idle_timeout` was over.
    case originConnectionsIdleClosed
    /// Origin connections closed because bytes came that belong to no response.
    case originFramingSurprises
    /// Items that waited for their predecessor and lost their last subscriber meanwhile.
    case itemsDropped
    /// Links fetched from origins.
    case linkFetches
    /// Held requests and streams that asked their origin again.
    case holdUpdates
    /// Gone links that were not told, because too many waited.
    case goneLinksDropped
    /// Channels whose holds were not updated after their first subscription, because too many waited for that.
    case holdUpdatesDropped
    /// WebSockets accepted.
    case webSockets
    /// WebSockets that ended without a close handshake.
    case webSocketsLost
    /// WebSockets closed because their client broke the protocol.
    case webSocketProtocolErrors
    /// WebSocket handshakes refused because their page is not among `aco_origins`.
    case originsNotAllowed
    /// Control messages of origins that could not be acted on.
    case controlMessagesIgnored
    /// WebSocket-over-HTTP requests sent.
    case webSocketEventRequests
    /// WebSocket-over-HTTP requests sent again after a failure.
    case webSocketEventRetries
    /// WebSocket-over-HTTP responses that could not be used.
    case webSocketEventsMalformed
    /// SockJS sessions begun.
    case sockJSSessions
    /// SockJS sessions ended because nobody asked for their messages any more.
    case sockJSSessionsExpired
    /// SockJS requests with a path or a body that makes no sense.
    case sockJSRequestsMalformed
    /// Ends of WebSockets that an origin was not told over HTTP, because too many waited for that.
    case webSocketFarewellsDropped
    /// Holds whose clients were told that the process ends.
    case drainedHolds
    /// Requests, holds and last bytes that were cut because the process could not wait for them any longer.
    case drainCut
    /// Attempts at origins that ended because no connection could be made.
    case originErrorsConnect
    /// Attempts at origins that ended because TLS could not be agreed on.
    case originErrorsTLS
    /// Attempts at origins whose name could not be found.
    case originErrorsName
    /// Attempts at origins that ended because nothing came in time.
    case originErrorsTimeout
    /// Attempts at origins that ended because what came was no response.
    case originErrorsMalformed
    /// Attempts at origins that ended because the connection was closed too early.
    case originErrorsClosed
    /// Messages that came in over ZeroMQ to be published.
    case zmqMessages
    /// ZeroMQ messages passed over: a wrong number of parts, a wrong encoding, or no usable item.
    case zmqMessagesMalformed
    /// Items from ZeroMQ that were refused, as by `message_rate`.
    case zmqItemsRefused
    /// Times that a ZeroMQ input was not read because publishing could not keep up.
    case zmqInputsPaused
    /// ZeroMQ peers refused, or cut because they broke a rule or a limit.
    case zmqPeersRefused
    /// Attempts to connect to a ZeroMQ address that failed.
    case zmqConnectsFailed
    /// Commands answered.
    case zmqCommands
    /// Commands among those that were not carried out.
    case zmqCommandsFailed
    /// Commands without an answer, because they could not be understood.
    case zmqCommandsMalformed
    /// TLS handshakes of clients that failed.
    case clientHandshakesFailed
    /// TLS handshakes of clients that took longer than `client_handshake_timeout`.
    case clientHandshakeTimeouts
}
