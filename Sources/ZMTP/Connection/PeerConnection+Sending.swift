import NIOCore

extension PeerConnection {
    /// Sends at the end of this turn, or as soon as the peer takes it, unless too much waits already.
    func send(_ bytes: ByteBuffer) -> Bool {
        guard self.isOpen else { return false }
        let limits = self.core.options.limits
        guard self.outgoing.append(bytes, messageLimit: limits.queuedMessages, byteLimit: limits.queuedBytes) else {
            return false
        }
        self.flushSoon()
        return true
    }

    /// Sends, however much waits.
    func sendAlways(_ bytes: ByteBuffer) {
        guard self.isOpen else { return }
        self.outgoing.append(bytes)
        self.flushSoon()
    }

    /// Writes at the end of the turn all that was sent in it.
    private func flushSoon() {
        guard !self.flushIsScheduled, let context = self.context else { return }
        self.flushIsScheduled = true
        context.eventLoop.assumeIsolated().execute {
            self.flushIsScheduled = false
            self.flush()
        }
    }

    /// Writes what waits, as far as the connection takes it.
    func flush() {
        guard !self.outgoing.isEmpty, let context = self.context else { return }
        while context.channel.isWritable, let bytes = self.outgoing.next() {
            context.write(self.wrapOutboundOut(bytes), promise: nil)
        }
        let isDrained = self.outgoing.isEmpty
        // May come back here by way of `channelWritabilityChanged`.
        context.flush()
        if isDrained, self.isOpen {
            self.core.pattern.drained(self)
            self.resumeReading()
        }
    }
}
