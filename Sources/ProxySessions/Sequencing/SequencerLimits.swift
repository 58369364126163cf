package import NIOCore

/// What an `ItemSequencer` may keep, and for how long.
package struct SequencerLimits: Sendable {
    /// How long an item waits for its predecessor (`message_wait`).
    package var wait: TimeAmount
    /// Items that may be parked on one channel (reference: GRIP 5, step 3).
    ///
    /// Over it: dropped and counted.
    package var parkedPerChannel: Int
    /// Bytes of all parked items together.
    ///
    /// Over it: dropped and counted.
    package var parkedBytes: Int
    /// Channels whose last id is remembered.
    ///
    /// Over it: the one set longest ago is forgotten.
    package var channels: Int

    /// The given limits; the defaults are Pushpin's, as far as it has any.
    package init(
        wait: TimeAmount = .milliseconds(5000),
        parkedPerChannel: Int = 100,
        parkedBytes: Int = 64 << 20,
        channels: Int = 1_000_000
    ) {
        self.wait = wait
        self.parkedPerChannel = parkedPerChannel
        self.parkedBytes = parkedBytes
        self.channels = channels
    }
}
