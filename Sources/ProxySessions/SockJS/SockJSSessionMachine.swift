package import NIOCore
package import ProxyRouting

/// The life of a SockJS session whose client polls or streams over HTTP.
///
///     connecting ──accepted──▶ open ──closed by the origin, or broken off by the client──▶ closed ──5 s──▶ over
///          │                    ├──given up here──▶ terminated ──5 s──▶ over
///          └──refused──▶ over   └──no receiving request for 5 s──▶ over
///
/// One request receives at a time. What comes between two of them waits in the outbox; a stream that is not read lets it
/// wait as well. In *closed* every receiving request gets what still waits and then the same frame. Time comes in as an
/// argument, and every event answers with what its driver must do. Reference: websocket 4.3; SockJS 0.3.3.
package struct SockJSSessionMachine {
    /// How long a session lives without a request that receives, and how long it is remembered when it is closed.
    package static let receiverTimeout = TimeAmount.seconds(5)
    /// How long a request that receives waits for something else than a heartbeat.
    package static let heartbeatInterval = TimeAmount.seconds(25)
    /// When a stream has so many bytes it ends, because browsers keep all of it until then; the client comes back.
    package static let streamBytes = 128 << 10
    /// While so many bytes wait for the client, no more should come from the origin.
    package static let fullBytes = 64 << 10

    enum State: Equatable {
        case connecting
        case open
        case closed(SockJSFrame)
        case terminated
        case over
    }

    var state = State.connecting
    var receiver: SockJSReceiver?
    /// When the last receiving request ended, or what counts as such.
    var unattendedSince: NIODeadline
    /// Until when the frame of a closed session is repeated, once it was sent.
    var closedUntil: NIODeadline?
    /// Whether the open frame was not sent yet.
    var isOpenFrameDue = true
    var outbox: SockJSOutbox
    /// Messages of the client that wait for the origin; `nil` when no request is sending.
    var inbox: CircularBuffer<ByteBuffer>?
    var isOriginPaused = false

    /// A session whose first request waits for the origin.
    ///
    /// - Parameters:
    ///   - transport: how that request receives.
    ///   - limitBytes: how much may wait for the client.
    ///   - now: the present time.
    package init(first transport: SockJSTransport, limitBytes: Int, now: NIODeadline) {
        self.receiver = SockJSReceiver(transport: transport, heartbeatDue: now + Self.heartbeatInterval)
        self.unattendedSince = now
        self.outbox = SockJSOutbox(limitBytes: limitBytes)
    }

    /// Whether messages go both ways.
    package var isOpen: Bool { self.state == .open }

    /// Whether more should come from the origin.
    package var isWritable: Bool { self.outbox.byteCount < Self.fullBytes }

    // MARK: The origin

    /// The origin accepted; the open frame goes out with the next `flush`.
    package mutating func accepted() {
        guard self.state == .connecting else { return }
        self.state = .open
    }

    /// The origin refused: the first request gets its answer, and the session never was.
    package mutating func refused() {
        self.state = .over
        self.receiver = nil
    }

    /// The origin sent a whole message.
    package mutating func received(_ message: ByteBuffer) -> SockJSOutbox.OnOffer {
        guard self.isOpen else { return .queued(dropped: 0) }
        return self.outbox.offer(message)
    }

    /// A message was published.
    package mutating func published(_ message: ByteBuffer, policy: SlowReaderPolicy) -> SockJSOutbox.OnOffer {
        guard self.isOpen else { return .queued(dropped: 0) }
        return self.outbox.offerPublished(message, policy: policy)
    }

    /// The origin or an item closed the session; its frame goes out with the next `flush`.
    package mutating func closed(_ frame: SockJSFrame, now: NIODeadline) {
        guard self.isOpen else { return }
        self.state = .closed(frame)
        self.inbox = nil
        self.unattendedSince = now
    }

    package enum OnTermination: Equatable {
        /// Tell the receiving request that the session is gone.
        case answerGone
        /// Break the stream off.
        case breakOff
        /// Nobody waits.
        case nothing
        /// The session had ended already.
        case ignore
    }

    /// The session is given up: too much waits, or the origin is gone.
    package mutating func terminated(now: NIODeadline) -> OnTermination {
        guard self.isOpen else { return .ignore }
        let receiver = self.receiver
        self.state = .terminated
        self.receiver = nil
        self.outbox.removeAll()
        self.inbox = nil
        self.unattendedSince = now
        guard let receiver else { return .nothing }
        return receiver.hasBegun ? .breakOff : .answerGone
    }

    // MARK: Frames for the client

    /// Hands out what waits, as far as the client takes it.
    package mutating func flush(now: NIODeadline) -> SockJSOutput? {
        guard var receiver, receiver.isReady, self.canDeliver else { return nil }
        let isStreaming = receiver.transport.isStreaming
        var frames: [SockJSFrame] = []
        var isClosing = false
        // A poll is answered with one frame, a stream takes all.
        if self.isOpenFrameDue {
            frames.append(.open)
            self.isOpenFrameDue = false
        }
        if frames.isEmpty || isStreaming, !self.outbox.isEmpty {
            frames.append(.messages(self.outbox.takeAll()))
        }
        if frames.isEmpty || isStreaming, case .closed(let frame) = self.state {
            frames.append(frame)
            isClosing = true
            self.closedUntil = self.closedUntil ?? now + Self.receiverTimeout
        }
        let isBeginning = isStreaming && !receiver.hasBegun
        guard !frames.isEmpty || isBeginning else { return nil }
        return self.send(frames, to: &receiver, isLast: !isStreaming || isClosing, now: now)
    }

    private var canDeliver: Bool {
        switch self.state {
        case .open, .closed: true
        case .connecting, .terminated, .over: false
        }
    }

    private mutating func send(
        _ frames: [SockJSFrame],
        to receiver: inout SockJSReceiver,
        isLast: Bool,
        now: NIODeadline
    ) -> SockJSOutput {
        let isFirst = !receiver.hasBegun
        var bytes = ByteBuffer()
        if isFirst {
            receiver.transport.writePrelude(to: &bytes)
        }
        let preludeBytes = bytes.readableBytes
        for frame in frames {
            receiver.transport.write(frame, to: &bytes)
        }
        receiver.sentBytes += bytes.readableBytes - preludeBytes
        receiver.hasBegun = true
        receiver.isReady = false
        receiver.heartbeatDue = now + Self.heartbeatInterval
        let output = SockJSOutput(
            transport: receiver.transport,
            bytes: bytes,
            isFirst: isFirst,
            isLast: isLast || receiver.sentBytes >= Self.streamBytes
        )
        if output.isLast {
            self.receiver = nil
            self.unattendedSince = now
        } else {
            self.receiver = receiver
        }
        return output
    }

    // MARK: Time

    /// When the driver must next call `deadlineChecked`; `nil` when nothing is waited for.
    package var nextDeadline: NIODeadline? {
        switch self.state {
        case .connecting, .over: nil
        case .open: self.receiver?.heartbeatDue ?? self.unattendedSince + Self.receiverTimeout
        case .closed where self.receiver != nil: nil
        case .closed: self.closedUntil ?? self.unattendedSince + Self.receiverTimeout
        case .terminated: self.unattendedSince + Self.receiverTimeout
        }
    }

    package enum OnDeadline: Equatable {
        /// Send the heartbeat.
        case send(SockJSOutput)
        /// Nobody asks for messages any more: the client is lost, the session is to be forgotten.
        case lost
        /// The session ended some time ago and is to be forgotten.
        case forget
        /// Nothing is due yet.
        case wait
    }

    /// A deadline this machine named was reached; it may have moved since.
    package mutating func deadlineChecked(now: NIODeadline) -> OnDeadline {
        guard let deadline = self.nextDeadline, deadline <= now else { return .wait }
        guard self.isOpen else {
            self.state = .over
            return .forget
        }
        guard var receiver else {
            self.state = .over
            return .lost
        }
        guard receiver.isReady else {
            // What was written before is still on its way: that shows as well that the session is alive.
            self.receiver?.heartbeatDue = now + Self.heartbeatInterval
            return .wait
        }
        return .send(self.send([.heartbeat], to: &receiver, isLast: !receiver.transport.isStreaming, now: now))
    }
}
