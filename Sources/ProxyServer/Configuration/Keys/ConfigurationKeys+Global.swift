extension ConfigurationKeys {
    /// The settings of `[global]`.
    static let global: [ConfigurationKey] = [
        ConfigurationKey(ignored: .global, "include"),
        ConfigurationKey(.global, "rundir", .path, \.process.runDirectory),
        ConfigurationKey(.global, "libdir", .text, \.process.libraryDirectory),
        ConfigurationKey(.global, "ipc_prefix", .text, \.process.socketPrefix),
        ConfigurationKey(.global, "port_offset", .integer(-65_535...65_535), \.process.portOffset),
        ConfigurationKey(.global, "stats_connection_ttl", .seconds, \.statistics.connectionLifetime),
        ConfigurationKey(.global, "stats_connection_send", .boolean, \.statistics.sendsConnections),
    ]
}
