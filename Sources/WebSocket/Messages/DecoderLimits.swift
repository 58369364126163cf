/// What a decoder bounds.
///
/// Messages that are not compressed need no bound: nothing of them is kept.
package struct DecoderLimits: Sendable, Equatable {
    /// The bytes that a compressed message may have when decompressed; more is an error with the code 1009.
    package var inflatedMessageBytes: Int

    package init(inflatedMessageBytes: Int = 16 * 1024 * 1024) {
        self.inflatedMessageBytes = inflatedMessageBytes
    }
}
