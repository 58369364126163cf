import ProxyFanout

extension ConfigurationKeys {
    /// The settings of `[handler]`.
    static let handler: [ConfigurationKey] = [
        ConfigurationKey(.handler, "ipc_file_mode", .fileMode, \.messaging.fileMode),
        ConfigurationKey(.handler, "push_in_spec", .socketSpecs, \.messaging.pull),
        // Before the plural, which wins when both are there.
        ConfigurationKey(.handler, "push_in_sub_spec", .socketSpecs, \.messaging.subscribe, isAlias: true),
        ConfigurationKey(.handler, "push_in_sub_specs", .socketSpecs, \.messaging.subscribe),
        ConfigurationKey(.handler, "push_in_sub_connect", .boolean, \.messaging.subscribersConnect),
        ConfigurationKey(.handler, "push_in_http_addr", .host, \.control.host),
        ConfigurationKey(.handler, "push_in_http_port", .optionalPort, \.control.port),
        ConfigurationKey(
            .handler,
            "push_in_http_max_headers_size",
            .bytes(128...(1 << 24)),
            \.limits.controlHeadBytes
        ),
        ConfigurationKey(.handler, "push_in_http_max_body_size", .bytes(1...(1 << 40)), \.limits.controlBodyBytes),
        ConfigurationKey(.handler, "stats_spec", .socketSpecs, \.messaging.statistics),
        ConfigurationKey(.handler, "command_spec", .socketSpecs, \.messaging.command),
        ConfigurationKey(.handler, "state_spec", .socketSpecs, \.messaging.state, .notYet),
        ConfigurationKey(.handler, "message_rate", .rate, \.publishing.messageRate),
        ConfigurationKey(.handler, "message_hwm", .rate, \.publishing.messageHighWaterMark),
        ConfigurationKey(.handler, "message_block_size", .optionalBytes, \.publishing.messageBlockBytes),
        ConfigurationKey(.handler, "message_wait", .milliseconds, \.publishing.reorderingTime),
        ConfigurationKey(.handler, "id_cache_ttl", .secondsOrOff, \.limits.itemIDLifetime),
        ConfigurationKey(
            .handler,
            "update_on_first_subscription",
            .boolean,
            \.publishing.updatesOnFirstSubscription
        ),
        ConfigurationKey(
            .handler,
            "connection_subscription_max",
            .integer(0...1_000_000),
            \.limits.subscriptionsPerConnection
        ),
        ConfigurationKey(.handler, "subscription_linger", .seconds, \.publishing.subscriptionLinger),
        ConfigurationKey(.handler, "stats_subscription_ttl", .seconds, \.statistics.subscriptionLifetime),
        ConfigurationKey(.handler, "stats_report_interval", .secondsOrOff, \.statistics.reportInterval),
        ConfigurationKey(.handler, "stats_format", .statisticsFormat, \.statistics.format),
        ConfigurationKey(.handler, "prometheus_port", .serviceAddress, \.statistics.prometheus),
        ConfigurationKey(.handler, "prometheus_prefix", .text, \.statistics.prometheusPrefix),
        ConfigurationKey(.handler, "share_all", .boolean, \.proxying.sharesEqualRequests),
        ConfigurationKey(ignored: .handler, "new_event_loop"),
        ConfigurationKey(.handler, "control_key", .requiredSecret, \.control.key, isOwn: true),
        ConfigurationKey(.handler, "control_iss", .optionalText, \.control.issuer, isOwn: true),
        ConfigurationKey(.handler, "control_hosts", .hosts, \.control.hosts, isOwn: true),
        ConfigurationKey(
            .handler,
            "control_maxconn",
            .integer(1...1_000_000),
            \.limits.controlConnections,
            isOwn: true
        ),
        ConfigurationKey(.handler, "control_idle_timeout", .timeout, \.limits.controlIdleTimeout, isOwn: true),
        ConfigurationKey(.handler, "grip_max_body", .bytes(1...(1 << 32)), \.limits.gripBodyBytes, isOwn: true),
        ConfigurationKey(.handler, "zmq_maxconn", .integer(1...1_000_000), \.limits.zmqConnections, isOwn: true),
        ConfigurationKey(
            .handler,
            "zmq_max_message_size",
            .bytes(1024...(1 << 30)),
            \.limits.zmqMessageBytes,
            isOwn: true
        ),
        ConfigurationKey(.handler, "id_cache_max", .integer(1...1_000_000_000), \.limits.itemIDs, isOwn: true),
    ]
}

extension ValueFormat where Value == Int {
    /// A number that limits when it is above zero.
    fileprivate static let rate = Self.integer(
        -1...1_000_000_000,
        expecting: "write a number, or -1 for no limit"
    )
}
