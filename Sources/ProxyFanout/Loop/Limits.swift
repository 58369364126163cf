package import NIOCore

/// Every limit and time-out of the proxy: name, unit, default.
///
/// Reaching one has a counter and a clear answer.
///
/// The names of the configuration keys are in docs/configuration.md; defaults are Pushpin's where it has one
/// (reference: behaviour 8).
package struct Limits: Sendable {
    // MARK: Clients

    /// Bytes a request head may have (`client_buffer_size`).
    ///
    /// Over it: 431.
    package var clientHeadBytes = 8192
    /// Header lines a head may have, in either direction.
    ///
    /// Over it: 431 to clients, 502 for an origin's answer.
    package var headerFieldCount = 64
    /// Bytes of a request target.
    ///
    /// Over it: 414.
    package var targetBytes = 4096
    /// Bytes of a request body (`client_max_body`); 0 is no limit.
    ///
    /// Over it: 413.
    package var clientBodyBytes = 0
    /// Client connections at a time (`client_maxconn`).
    ///
    /// Over it: 503 with `Retry-After`.
    package var clientConnections = 50_000
    /// Requests being proxied at a time (`max_open_requests`); holds do not count.
    ///
    /// Over it: 503.
    package var openRequests = 50_000
    /// Bytes that may wait for one client that reads slowly (`client_queue_bytes`).
    package var clientQueueBytes = 1 << 20
    /// Time for the TLS handshake of a client (`client_handshake_timeout`).
    ///
    /// Over it: closed.
    package var clientHandshakeTimeout: TimeAmount = .seconds(10)
    /// Time for a request head to arrive once its first byte has (`client_header_timeout`).
    ///
    /// Over it: 408.
    package var clientHeaderTimeout: TimeAmount = .seconds(60)
    /// Time without a byte of an unfinished request body (`client_body_timeout`).
    ///
    /// Over it: 408.
    package var clientBodyTimeout: TimeAmount = .seconds(60)
    /// Time without traffic on a client connection (`client_idle_timeout`).
    ///
    /// Over it: closed.
    package var clientIdleTimeout: TimeAmount = .seconds(1800)

    // MARK: Origins

    /// Bytes an origin's response head may have.
    package var originHeadBytes = 65_536
    /// Time to connect to an origin, TLS included (`origin_connect_timeout`).
    package var originConnectTimeout: TimeAmount = .seconds(10)
    /// Time from the end of the request to the response head (`origin_response_timeout`).
    package var originResponseTimeout: TimeAmount = .seconds(1800)
    /// Time without traffic inside a response body (`origin_body_timeout`).
    package var originBodyTimeout: TimeAmount = .seconds(1800)
    /// Time an unused origin connection is kept (`origin_idle_timeout`).
    package var originIdleTimeout: TimeAmount = .seconds(55)
    /// Unused connections kept per origin and event loop.
    package var originIdleConnections = 64
    /// Unused connections kept per event loop, of all origins together.
    package var originIdleConnectionsTotal = 1024
    /// Connections per origin and event loop, used or not (`origin_connections`).
    ///
    /// Over it: the next target, or 502.
    package var originConnections = 50_000

    // MARK: GRIP

    /// Bytes of a request or response body kept for GRIP decisions.
    package var gripBodyBytes = 100_000
    /// Subscriptions per connection (`connection_subscription_max`); more are ignored and counted.
    package var subscriptionsPerConnection = 20

    // MARK: WebSockets

    /// Bytes of client messages that may wait for a WebSocket-over-HTTP origin.
    ///
    /// A longer message can never be sent: the client is closed with 1009.
    package var webSocketEventBytes = 200_000
    /// Bytes of a WebSocket-over-HTTP response.
    ///
    /// Over it: the client is cut.
    package var webSocketEventResponseBytes = 1_000_000
    /// Bytes of a GRIP control message.
    ///
    /// Over it: ignored, counted and logged.
    package var webSocketControlMessageBytes = 65_536
    /// Time a peer has to answer a WebSocket Close.
    ///
    /// Over it: cut.
    package var webSocketCloseTimeout: TimeAmount = .seconds(10)
    /// Bytes a compressed message may have once it is inflated.
    ///
    /// Over it: the client is closed with 1009.
    package var inflatedMessageBytes = 16 << 20
    /// Bytes of a SockJS request body.
    ///
    /// Over it: 400.
    package var sockJSBodyBytes = 100_000
    /// Bytes that may wait in one SockJS session, in either direction.
    ///
    /// Over it: the session is ended.
    package var sockJSSessionBytes = 200_000
    /// SockJS sessions at a time, on all loops together.
    ///
    /// Over it: 503.
    package var sockJSSessions = 50_000

    // MARK: Publishing

    /// Bytes a control request head may have (`push_in_http_max_headers_size`).
    package var controlHeadBytes = 10_000
    /// Bytes a control request body may have (`push_in_http_max_body_size`).
    package var controlBodyBytes = 1_000_000
    /// Control connections at a time; further ones wait.
    package var controlConnections = 128
    /// Time for a control request to arrive, and for an unused control connection.
    package var controlIdleTimeout: TimeAmount = .seconds(120)
    /// Connections of one ZeroMQ socket at a time (`zmq_maxconn`).
    ///
    /// Over it: refused.
    package var zmqConnections = 1024
    /// Bytes of a ZeroMQ message, all parts together (`zmq_max_message_size`).
    ///
    /// Over it: the connection is closed.
    package var zmqMessageBytes = 16 << 20
    /// Time an item id is remembered (`id_cache_ttl`); zero turns de-duplication off.
    package var itemIDLifetime: TimeAmount = .seconds(60)
    /// Item ids remembered at a time; the oldest are forgotten first.
    package var itemIDs = 1_000_000
    /// Items per second that are accepted (`message_rate`); 0 is no limit.
    package var itemsPerSecond = 0
    /// Items over `itemsPerSecond` that may wait their turn (`message_hwm`); 0 is no limit.
    ///
    /// Over it: refused.
    package var queuedItems = 0

    /// The defaults.
    package init() {}
}
