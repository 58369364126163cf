package import NIOCore

/// What a socket allows its peers, each value with a default.
package struct ZMTPLimits: Sendable {
    /// Connections of one socket at the same time, accepted or made.
    package var peers = 1024
    /// Bytes of one received message, all parts together.
    package var messageBytes = 16 * 1024 * 1024
    /// Parts of one received message.
    package var messageParts = 64
    /// Bytes of one received command.
    package var commandBytes = 64 * 1024
    /// How long a new connection may take until both sides have said READY.
    package var handshakeTimeout = TimeAmount.seconds(10)
    /// Messages that wait to be sent to one peer; the high-water mark of Pushpin's statistics.
    package var queuedMessages = 200_000
    /// Bytes that wait to be sent to one peer.
    package var queuedBytes = 64 * 1024 * 1024
    /// Topics one peer may subscribe to.
    package var subscriptions = 10_000
    /// Bytes of all topics one peer subscribes to.
    package var subscriptionBytes = 1024 * 1024
    /// Requests of one peer that are answered at the same time; more are left unread.
    package var requestsInFlight = 1000

    package init() {}
}
