package import NIOCore
package import ProxySessions

extension Configuration {
    /// What is counted and where it can be read (reference: ops 3 and 4).
    package struct Statistics: Sendable, Equatable {
        /// The time-to-live in `conn` records (`stats_connection_ttl`).
        package var connectionLifetime: TimeAmount = .seconds(120)
        /// Whether `conn` records are sent at all (`stats_connection_send`).
        package var sendsConnections = true
        /// The time-to-live in `sub` records (`stats_subscription_ttl`).
        package var subscriptionLifetime: TimeAmount = .seconds(60)
        /// Time between `report` records; zero or less turns them off (`stats_report_interval`).
        package var reportInterval: TimeAmount = .seconds(10)
        /// How records are written (`stats_format`).
        package var format = StatisticsFormat.tnetstring
        /// Where Prometheus reads (`prometheus_port`); `nil` is off.
        package var prometheus: ServiceAddress?
        /// What every metric's name begins with (`prometheus_prefix`).
        package var prometheusPrefix = ""
        /// The endpoint that Pushpin's proxy process has for itself (`prometheus_port` in `[proxy]`).
        package var proxyPrometheus: ServiceAddress?
        /// The prefix of that endpoint (`prometheus_prefix` in `[proxy]`).
        package var proxyPrometheusPrefix = ""
        /// Where metrics, health and readiness can be asked for (`admin_port`); `nil` is off.
        package var admin: ServiceAddress?

        /// The defaults.
        package init() {}
    }
}
