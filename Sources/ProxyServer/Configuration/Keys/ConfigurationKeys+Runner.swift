import ProxyFanout

extension ConfigurationKeys {
    /// The settings of `[runner]`.
    static let runner: [ConfigurationKey] = [
        ConfigurationKey(ignored: .runner, "services"),
        ConfigurationKey(.runner, "http_port", .listenAddresses, \.listeners.plain),
        ConfigurationKey(.runner, "https_ports", .listenAddresses, \.listeners.secure),
        ConfigurationKey(.runner, "local_ports", .unixListenAddresses, \.listeners.unix),
        ConfigurationKey(.runner, "rundir", .path, \.process.runDirectory, isAlias: true),
        ConfigurationKey(ignored: .runner, "logdir"),
        ConfigurationKey(.runner, "log_level", .logLevels, \.logging.levels),
        ConfigurationKey(.runner, "log_file", .optionalText, \.logging.filePath, isOwn: true),
        ConfigurationKey(.runner, "log_format", .logFormat, \.logging.format, isOwn: true),
        ConfigurationKey(.runner, "client_buffer_size", .bytes(512...(1 << 24)), \.limits.clientHeadBytes),
        ConfigurationKey(.runner, "client_maxconn", .integer(1...100_000_000), \.limits.clientConnections),
        ConfigurationKey(.runner, "allow_compression", .boolean, \.listeners.allowsCompression),
        ConfigurationKey(.runner, "client_max_uri", .bytes(64...(1 << 24)), \.limits.targetBytes, isOwn: true),
        ConfigurationKey(.runner, "client_max_body", .bytes(0...(1 << 50)), \.limits.clientBodyBytes, isOwn: true),
        ConfigurationKey(
            .runner,
            "client_queue_bytes",
            .bytes(1024...(1 << 40)),
            \.limits.clientQueueBytes,
            isOwn: true
        ),
        ConfigurationKey(.runner, "client_handshake_timeout", .timeout, \.limits.clientHandshakeTimeout, isOwn: true),
        ConfigurationKey(.runner, "client_header_timeout", .timeout, \.limits.clientHeaderTimeout, isOwn: true),
        ConfigurationKey(.runner, "client_body_timeout", .timeout, \.limits.clientBodyTimeout, isOwn: true),
        ConfigurationKey(.runner, "client_idle_timeout", .timeout, \.limits.clientIdleTimeout, isOwn: true),
        ConfigurationKey(.runner, "event_loops", .integer(0...1024), \.process.eventLoopCount, isOwn: true),
        ConfigurationKey(.runner, "park_holds", .boolean, \.process.parksHolds, isOwn: true),
        ConfigurationKey(.runner, "admin_port", .adminAddress, \.statistics.admin, isOwn: true),
        ConfigurationKey(.runner, "shutdown_grace", .seconds, \.process.shutdownGrace, isOwn: true),
    ]
}
