import NIOCore

/// Knows when a peer that promised to send something has sent nothing for too long.
struct SilenceWatch {
    private var heardAt = NIODeadline.uptimeNanoseconds(0)
    /// Something came.
    private(set) var hasHeard = false
    /// Zero while the peer has promised nothing.
    private(set) var timeToLive = TimeAmount.zero
    private var timer: Scheduled<Void>?

    /// Something came.
    mutating func heard(now: NIODeadline) {
        self.heardAt = now
        self.hasHeard = true
    }

    /// The peer promises to send something at least this often; the result is when to look, unless that is settled.
    mutating func promised(_ timeToLive: TimeAmount) -> NIODeadline? {
        let wasWatching = self.timeToLive > .zero
        self.timeToLive = timeToLive
        return wasWatching || timeToLive == .zero ? nil : self.heardAt + timeToLive
    }

    enum OnLook: Equatable {
        /// Close the connection: nothing came.
        case close
        /// Look again at this time.
        case wait(until: NIODeadline)
        /// The peer promises nothing any longer.
        case stop
    }

    /// It is time to look; while reading is paused the peer cannot be heard, and is believed.
    mutating func looked(now: NIODeadline, isPaused: Bool) -> OnLook {
        guard self.timeToLive > .zero else { return .stop }
        if isPaused { self.heardAt = now }
        let end = self.heardAt + self.timeToLive
        return now >= end ? .close : .wait(until: end)
    }

    mutating func set(_ timer: Scheduled<Void>) {
        self.timer = timer
    }

    mutating func cancel() {
        self.timer?.cancel()
        self.timer = nil
    }
}

extension PeerConnection {
    /// The peer said how long it may be silent; zero for as long as it likes.
    func announced(timeToLive: TimeAmount) {
        if let deadline = self.silence.promised(timeToLive) {
            self.look(at: deadline)
        }
    }

    private func look(at deadline: NIODeadline) {
        guard self.isOpen, let context = self.context else { return }
        let timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            switch self.silence.looked(now: context.eventLoop.now, isPaused: self.isPaused) {
            case .close: self.fail(.silent)
            case .wait(let deadline): self.look(at: deadline)
            case .stop: break
            }
        }
        self.silence.set(timer)
    }
}
