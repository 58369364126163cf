import NIOCore

/// The last owner of a parked socket: waits until the client has everything, and closes.
///
/// Kept alive by the socket, and by the wheel. Belongs to the socket's loop.
final class LingeringSocket: ParkedSocketOwner, WheelEntry {
    /// How long a client may be silent after our last byte before it is closed.
    private static let lingerTime = TimeAmount.seconds(2)
    /// How long a client may go on sending after our last byte.
    private static let longestLingerTime = TimeAmount.seconds(30)
    /// Bytes thrown away at a time.
    private static let readBytes = 16_384

    var wheelPosition: WheelPosition?
    private let socket: ParkedSocket
    private let context: LoopContext
    private var whenClosed: (() -> Void)?
    private var lastActivity = NIODeadline.uptimeNanoseconds(0)
    private var unsentByteCount = 0
    /// Whether it is among the loop's lingering sockets.
    private var isCounted = false
    /// When our last byte was with the kernel.
    private var lingerBegan: NIODeadline?

    init(_ socket: ParkedSocket, context: LoopContext, whenClosed: @escaping () -> Void) {
        self.socket = socket
        self.context = context
        self.whenClosed = whenClosed
    }

    /// To be called when the socket was flushed.
    func begin() {
        guard self.socket.isParked else {
            self.finish()
            return
        }
        self.context.lingering.began()
        self.isCounted = true
        self.lastActivity = self.context.eventLoop.now
        self.unsentByteCount = self.socket.queuedByteCount
        if self.unsentByteCount == 0 {
            self.lastByteSent()
        } else {
            self.context.wheel.schedule(self, at: self.lastActivity + self.context.limits.clientIdleTimeout)
            self.discardInput()
        }
    }

    func parkedSocketWritable() {
        self.lastByteSent()
    }

    func parkedSocketReadable() {
        self.discardInput()
    }

    func parkedSocketFailed(_ errorNumber: CInt) {
        self.finish()
    }

    private func lastByteSent() {
        let now = self.context.eventLoop.now
        if self.lingerBegan == nil, self.isCounted {
            self.context.lingering.sent()
        }
        self.lingerBegan = now
        self.lastActivity = now
        self.socket.endOutput()
        self.context.wheel.schedule(self, at: now + Self.lingerTime)
        self.discardInput()
    }

    /// Throws away what has come; a closed socket with unread bytes would answer with a reset.
    private func discardInput() {
        var discarded = ByteBuffer()
        switch self.socket.receive(into: &discarded, limit: Self.readBytes) {
        case .bytes:
            // If this was not all, the socket tells again.
            self.lastActivity = self.context.eventLoop.now
        case .ended where self.lingerBegan != nil:
            self.finish()
        case .nothing, .ended:
            // A broken socket reads as nothing as well, and tells later.
            break
        }
    }

    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        let deadline: NIODeadline
        if let began = self.lingerBegan {
            deadline = min(self.lastActivity + Self.lingerTime, began + Self.longestLingerTime)
        } else if self.socket.queuedByteCount != self.unsentByteCount {
            self.unsentByteCount = self.socket.queuedByteCount
            deadline = now + self.context.limits.clientIdleTimeout
        } else {
            deadline = now
        }
        guard deadline <= now else { return deadline }
        self.finish()
        return nil
    }

    private func finish() {
        self.context.wheel.cancel(self)
        if self.isCounted {
            self.isCounted = false
            self.context.lingering.closed(wasSent: self.lingerBegan != nil)
        }
        self.socket.close()
        let whenClosed = self.whenClosed
        self.whenClosed = nil
        whenClosed?()
    }
}
