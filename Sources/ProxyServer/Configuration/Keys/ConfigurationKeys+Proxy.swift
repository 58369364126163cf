import ProxyFanout
import ProxySessions

extension ConfigurationKeys {
    /// The settings of `[proxy]`.
    static let proxy: [ConfigurationKey] = [
        ConfigurationKey(.proxy, "routesfile", .path, \.routes.fileName),
        ConfigurationKey(ignored: .proxy, "workers"),
        ConfigurationKey(
            .proxy,
            "max_open_requests",
            .integer(-1...100_000_000, expecting: "write a number, or -1 for that of client_maxconn"),
            \.proxying.openRequestLimit
        ),
        ConfigurationKey(.proxy, "debug", .boolean, \.proxying.isDebug),
        ConfigurationKey(.proxy, "auto_cross_origin", .boolean, \.proxying.isCrossOrigin),
        ConfigurationKey(
            .proxy,
            "accept_x_forwarded_protocol",
            .boolean,
            \.forwarding.acceptsForwardedProtocol
        ),
        ConfigurationKey(.proxy, "set_x_forwarded_protocol", .forwardedProtocol, \.forwarding.forwardedProtocol),
        ConfigurationKey(.proxy, "x_forwarded_for", .forwardedFor, \.forwarding.forwardedFor),
        ConfigurationKey(.proxy, "x_forwarded_for_trusted", .forwardedFor, \.forwarding.trustedForwardedFor),
        ConfigurationKey(.proxy, "orig_headers_need_mark", .headerNames, \.proxying.originalHeadersNeedingMark),
        ConfigurationKey(.proxy, "accept_pushpin_route", .boolean, \.proxying.acceptsPushpinRoute),
        ConfigurationKey(.proxy, "cdn_loop", .headerText, \.proxying.cdnLoopToken),
        ConfigurationKey(.proxy, "log_from", .boolean, \.logging.logsClientAddress),
        ConfigurationKey(.proxy, "log_user_agent", .boolean, \.logging.logsUserAgent),
        ConfigurationKey(.proxy, "sig_iss", .text, \.signing.issuer),
        ConfigurationKey(.proxy, "sig_key", .secret, \.signing.key),
        ConfigurationKey(.proxy, "upstream_key", .secret, \.signing.upstreamKey),
        ConfigurationKey(.proxy, "sockjs_url", .text, \.proxying.sockJSScriptURL),
        ConfigurationKey(.proxy, "prometheus_port", .serviceAddress, \.statistics.proxyPrometheus),
        ConfigurationKey(.proxy, "prometheus_prefix", .text, \.statistics.proxyPrometheusPrefix),
        ConfigurationKey(ignored: .proxy, "stats_connections_max_ttl"),
        ConfigurationKey(ignored: .proxy, "stats_report_interval"),
        ConfigurationKey(ignored: .proxy, "inspect_prefetch"),
        ConfigurationKey(ignored: .proxy, "ipc_file_mode"),
        ConfigurationKey(ignored: .proxy, "updates_check"),
        ConfigurationKey(ignored: .proxy, "organization_name"),
        ConfigurationKey(ignored: .proxy, "new_event_loop"),
        ConfigurationKey(.proxy, "max_headers", .integer(1...10_000), \.limits.headerFieldCount, isOwn: true),
        ConfigurationKey(
            .proxy,
            "origin_max_headers_size",
            .bytes(512...(1 << 24)),
            \.limits.originHeadBytes,
            isOwn: true
        ),
        ConfigurationKey(.proxy, "origin_connect_timeout", .timeout, \.limits.originConnectTimeout, isOwn: true),
        ConfigurationKey(.proxy, "origin_response_timeout", .timeout, \.limits.originResponseTimeout, isOwn: true),
        ConfigurationKey(.proxy, "origin_body_timeout", .timeout, \.limits.originBodyTimeout, isOwn: true),
        ConfigurationKey(.proxy, "origin_idle_timeout", .timeout, \.limits.originIdleTimeout, isOwn: true),
        ConfigurationKey(
            .proxy,
            "origin_idle_connections",
            .integer(0...100_000),
            \.limits.originIdleConnections,
            isOwn: true
        ),
    ]
}
