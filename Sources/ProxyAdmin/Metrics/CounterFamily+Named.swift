import ProxyFanout

/// The metrics that have a name of their own; docs/monitoring.md says what they mean.
extension CounterFamily {
    static let named: [CounterFamily] = [
        CounterFamily("client_connections", "Client connections accepted.", .clientConnections),
        CounterFamily("requests", "Client requests whose head was understood.", .clientRequests),
        CounterFamily(
            "bad_requests",
            "Client requests that could not be parsed or broke a rule of HTTP.",
            .clientRequestsMalformed
        ),
        CounterFamily("routes_not_found", "Requests for which there is no route.", .routesNotFound),
        CounterFamily(
            "holds_begun",
            "Held requests, streams and WebSockets, since the start.",
            by: "mode",
            [("response", .responseHolds), ("stream", .streamHolds), ("ws", .webSockets)]
        ),
        CounterFamily(
            "publishes",
            "Published items by what became of them.",
            by: "result",
            [("published", .itemsPublished), ("duplicate", .itemsDuplicate), ("refused", .itemsRateLimited)]
        ),
        CounterFamily("deliveries", "Items delivered, once for each receiver.", .deliveries),
        CounterFamily(
            "drops",
            "What was thrown away, by reason.",
            by: "reason",
            [
                ("slow_reader", .deliveriesDropped), ("no_subscriber_left", .itemsDropped),
                ("too_many_gone_links", .goneLinksDropped), ("too_many_hold_updates", .holdUpdatesDropped),
                ("too_many_farewells", .webSocketFarewellsDropped),
            ]
        ),
        CounterFamily(
            "origin_errors",
            "Failed attempts at origins, by kind.",
            by: "kind",
            [
                ("connect", .originErrorsConnect), ("tls", .originErrorsTLS), ("name", .originErrorsName),
                ("timeout", .originErrorsTimeout), ("malformed", .originErrorsMalformed),
                ("closed", .originErrorsClosed), ("address_blocked", .originAddressesBlocked),
                ("connections_exhausted", .originConnectionsRefused),
            ]
        ),
        CounterFamily("error_responses", "Responses made here because proxying failed.", .originErrors),
        CounterFamily(
            "limit_hits",
            "How often a limit was reached, by the setting that moves it.",
            by: "limit",
            [
                ("client_maxconn", .clientConnectionsRefused), ("client_buffer_size", .clientHeadsTooLarge),
                ("client_max_body", .clientBodiesTooLarge), ("client_header_timeout", .clientTimeouts),
                ("client_idle_timeout", .clientIdleClosed), ("client_queue_bytes", .slowReadersClosed),
                ("max_open_requests", .openRequestsRefused),
                ("connection_subscription_max", .subscriptionsRefused),
                ("push_in_http_max_headers_size", .controlHeadsTooLarge),
                ("push_in_http_max_body_size", .controlBodiesTooLarge), ("control_maxconn", .controlConnectionsFull),
                ("control_idle_timeout", .controlTimeouts),
            ]
        ),
        CounterFamily("keep_alives", "Keep-alives sent.", .keepAlives),
    ]
}
