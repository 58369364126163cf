package import NIOCore
package import ProxySessions

/// What is counted, and how often it is told.
package struct StatisticsSettings: Sendable {
    /// The time to live of connections in packets (`stats_connection_ttl`).
    package var connectionLifetimeSeconds = 120
    /// Whether connections are told at all (`stats_connection_send`).
    package var sendsConnections = true
    /// The time to live of subscriptions in packets (`stats_subscription_ttl`).
    package var subscriptionLifetimeSeconds = 60
    /// How long a held response's channel counts as subscribed after its end (`subscription_linger`).
    package var subscriptionLinger: TimeAmount = .seconds(60)
    /// The time between two reports; zero or less is none, and nothing is counted for them (`stats_report_interval`).
    package var reportInterval: TimeAmount = .seconds(10)
    /// How packets are written (`stats_format`).
    package var format = StatisticsFormat.tnetstring
    /// Who the packets are from.
    package var sender = "handler"
    /// How items are counted in blocks (`message_block_size`).
    package var blocks: MessageBlocks?

    /// The defaults.
    package init() {}
}
