/// What one response asks of a client's stream, as far as links and channels go.
///
/// Keep-alive, meta and filters are the driver's, who puts them in force together with the channels.
package struct StreamInstruct: Sendable, Equatable {
    /// Whether the stream is held after this response; if not, its link is followed at once.
    package var isHold: Bool
    /// The channels of the hold; without hold they have no effect.
    package var channels: ReliableChannels
    /// The next link, resolved against the URI this response came from.
    package var link: NextLink?

    package init(isHold: Bool, channels: ReliableChannels = ReliableChannels([]), link: NextLink? = nil) {
        self.isHold = isHold
        self.channels = channels
        self.link = link
    }

    /// Whether a `NextLinkStateMachine` has anything to do for this stream.
    ///
    /// A hold without link and `prev-id`s takes every item until it ends: `HoldStateMachine` is enough.
    package var needsLinks: Bool { self.link != nil || self.channels.firstReliableName != nil }
}
