extension ItemSequencer {
    package enum OnHold: Equatable {
        /// Nothing is known that contradicts the origin: the hold begins.
        case hold
        /// Something was published meanwhile: ask the origin again.
        case recover
    }

    /// A hold was subscribed; compares its `prev-id`s with the channels' last ids, and forgets those that differ.
    ///
    /// To be called after the hold was subscribed, so that no item falls between the two. Reference: GRIP 2.8, "At
    /// setup": every response hold, of a stream only its first hold.
    package mutating func holdBegan(on channels: ReliableChannels) -> OnHold {
        let conflicts = channels.conflicts(with: self)
        for channelName in conflicts {
            self.forget(channelName: channelName)
        }
        return conflicts.isEmpty ? .hold : .recover
    }
}
