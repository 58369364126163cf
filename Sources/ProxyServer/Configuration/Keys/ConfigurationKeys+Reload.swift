extension ConfigurationKeys {
    /// The settings that a reload puts into force; the others need a restart.
    ///
    /// Limits of connections count for those that begin afterwards.
    static let reloadable: Set<KeyName> = [
        Self.reloadable(.runner, Self.reloadableInRunner), Self.reloadable(.proxy, Self.reloadableInProxy),
        Self.reloadable(.handler, Self.reloadableInHandler),
    ].reduce(into: []) { $0.formUnion($1) }

    private static let reloadableInRunner = [
        "log_level", "log_file", "log_format", "client_buffer_size", "client_maxconn", "allow_compression",
        "client_max_uri", "client_max_body", "client_queue_bytes", "client_header_timeout", "client_body_timeout",
        "client_idle_timeout", "shutdown_grace",
    ]

    private static let reloadableInProxy = [
        "routesfile", "max_open_requests", "debug", "auto_cross_origin", "accept_x_forwarded_protocol",
        "set_x_forwarded_protocol", "x_forwarded_for", "x_forwarded_for_trusted", "orig_headers_need_mark",
        "accept_pushpin_route", "cdn_loop", "log_from", "log_user_agent", "sig_iss", "sig_key", "upstream_key",
        "sockjs_url", "max_headers", "origin_max_headers_size", "origin_response_timeout", "origin_body_timeout",
        "origin_idle_timeout",
    ]

    private static let reloadableInHandler = [
        "push_in_http_max_headers_size", "push_in_http_max_body_size", "connection_subscription_max", "share_all",
        "control_key", "control_iss", "control_hosts", "grip_max_body",
    ]

    private static func reloadable(_ section: KeyName.Section, _ names: [String]) -> Set<KeyName> {
        Set(names.map { KeyName(section, $0) })
    }
}
