import CEpoll
package import NIOCore

/// The socket of a client connection that has left NIO.
///
/// What is written is sent with a system call of its own, and what the kernel does not take waits here; the `ParkingLot`
/// tells when the kernel takes more, and when the client sends something or leaves. Belongs to its event loop. The socket
/// and its owner keep each other alive until it is closed, unparked or has failed; after that every call does nothing.
package final class ParkedSocket {
    // There is one of these per held connection: the order of the properties leaves no gaps, and what is looked at for every
    // published item comes first.
    /// -1 when it is not parked any more.
    private var descriptor: CInt
    /// The kernel has no room: what waits is sent when the lot tells of some.
    private var isBlocked = false
    /// How published items are written that need not go through the owner.
    package var directForm: DirectForm?
    /// Whether something was sent directly since `takeDirectTraffic`.
    private var hasDirectTraffic = false
    private var queue = WriteQueue()
    /// When something was last sent directly.
    package private(set) var lastDirectSend = NIODeadline.uptimeNanoseconds(0)
    private let lane: ParkingLane
    private var owner: (any ParkedSocketOwner)?
    /// Bytes were told, and nobody has read since; or all were read, to the end.
    private var isReadable = false
    /// Both directions are over: the kernel would tell that again and again, so it is asked only while bytes are read.
    private var isHungUp = false
    /// An event is being acted on; what to watch for next is settled afterwards.
    private var isInEvent = false
    /// Where the lane keeps this socket.
    private var place = SlotPlace(slot: 0, generation: 0)
    /// What the kernel watches for; `nil` after it has told something.
    private var armed: Readiness?
    /// Whether the client has ended its half of the connection; bytes it sent before may still wait.
    package private(set) var hasClientEnded = false

    /// Parks a socket; to be called on `eventLoop`.
    ///
    /// - Parameters:
    ///   - descriptor: a connected stream socket that nothing else reads, writes or watches.
    ///   - eventLoop: the loop it belongs to from now on.
    ///   - lot: who watches it.
    ///   - owner: who is told what happens; retained.
    /// - Throws: why it cannot be parked. The descriptor is the caller's then, as before.
    package init(
        takingOwnershipOf descriptor: CInt,
        eventLoop: any EventLoop,
        lot: ParkingLot,
        owner: any ParkedSocketOwner
    ) throws(ParkingLotError) {
        let interest: Readiness = [.readable, .ended]
        self.lane = try lot.lane(of: eventLoop)
        self.owner = owner
        self.descriptor = descriptor
        self.armed = interest
        self.place = try self.lane.insert(self)
        do throws(ParkingLotError) {
            try self.lane.set.add(descriptor, interest: interest, token: self.token)
        } catch {
            self.lane.remove(self.place)
            throw error
        }
    }

    /// Parks a second descriptor of a socket; the caller goes on to close the first.
    ///
    /// - Throws: why it cannot be parked. There is no second descriptor then.
    package convenience init(
        duplicating descriptor: CInt,
        eventLoop: any EventLoop,
        lot: ParkingLot,
        owner: any ParkedSocketOwner
    ) throws(ParkingLotError) {
        let duplicate = cepoll_duplicate(descriptor)
        guard duplicate >= 0 else { throw .system(call: "fcntl", errorNumber: -duplicate) }
        do throws(ParkingLotError) {
            try self.init(takingOwnershipOf: duplicate, eventLoop: eventLoop, lot: lot, owner: owner)
        } catch {
            cepoll_close(duplicate)
            throw error
        }
    }

    /// Whether it is still here: neither closed nor unparked nor broken.
    package var isParked: Bool { self.descriptor >= 0 }

    /// Whether the kernel takes what is written.
    ///
    /// False while bytes wait for room, which ends with `parkedSocketWritable`.
    package var isWritable: Bool { self.isParked && !self.isBlocked }

    /// The bytes that were written and are not with the kernel yet.
    package var queuedByteCount: Int { self.queue.byteCount }

    /// How the kernel names this socket.
    var token: ParkingToken { self.lane.token(of: self.place) }

    // MARK: Writing

    /// Puts bytes after what was written before; they leave with the next `flush`.
    package func write(_ bytes: ByteBuffer) {
        guard self.isParked else { return }
        self.queue.append(bytes)
    }

    /// Sends what was written: one system call, as long as the kernel has room.
    ///
    /// What it has no room for follows when it has, without another call.
    package func flush() {
        self.lane.eventLoop.assertInEventLoop()
        guard self.isWritable else { return }
        self.send()
    }

    /// The wire form in which items are sent.
    package enum DirectForm: UInt8, Sendable {
        /// Chunks of HTTP/1.1.
        case chunked
        /// Bytes without framing, up to the end of the connection.
        case raw
        /// Frames of a WebSocket without compression.
        case webSocket
    }

    /// Sends published bytes past the owner, who has allowed that by `directForm`.
    ///
    /// - Parameters:
    ///   - bytes: the bytes in that form.
    ///   - now: the present time.
    /// - Returns: false, and nothing was done, when other bytes wait or the socket is not parked any more.
    func sendDirectly(_ bytes: ByteBuffer, now: NIODeadline) -> Bool {
        guard self.isWritable, self.queue.isEmpty else { return false }
        self.lastDirectSend = now
        self.hasDirectTraffic = true
        self.queue.append(bytes)
        self.send()
        return true
    }

    /// Whether something was sent directly since the last call.
    package func takeDirectTraffic() -> Bool {
        defer { self.hasDirectTraffic = false }
        return self.hasDirectTraffic
    }

    /// Writes and flushes.
    package func send(_ bytes: ByteBuffer) {
        self.write(bytes)
        self.flush()
    }

    /// Whether everything was sent.
    @discardableResult
    private func send() -> Bool {
        switch self.queue.send(to: self.descriptor) {
        case .finished:
            self.isBlocked = false
            return true
        case .blocked:
            self.isBlocked = true
            self.arm()
        case .failed(let errorNumber):
            self.fail(errorNumber)
        }
        return false
    }

    /// Tells the client that nothing more will be sent; to be called when everything was.
    func endOutput() {
        guard self.isParked else { return }
        // Fails only when the connection broke, which the lot tells.
        _ = cepoll_end_output(self.descriptor)
    }

    // MARK: Reading

    /// What there is to read.
    package enum ReceiveResult: Equatable, Sendable {
        /// So many bytes were appended; there may be more.
        case bytes(Int)
        /// Nothing at present.
        case nothing
        /// The client has ended its half, and everything it sent was read.
        case ended
    }

    /// Reads what the client has sent, without waiting; what is left is told by `parkedSocketReadable`.
    ///
    /// - Parameters:
    ///   - buffer: what the bytes are appended to.
    ///   - limit: the most bytes to read.
    /// - Returns: how many there were, or why none.
    package func receive(into buffer: inout ByteBuffer, limit: Int) -> ReceiveResult {
        self.lane.eventLoop.assertInEventLoop()
        guard self.isParked, limit > 0 else { return .nothing }
        var result = 0
        unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: limit) { bytes in
            result = unsafe cepoll_receive(self.descriptor, bytes.baseAddress, limit)
            return max(0, result)
        }
        if result > 0 {
            self.isReadable = false
            self.arm()
            return .bytes(result)
        }
        if result == 0 {
            self.isReadable = true
            self.hasClientEnded = true
            return .ended
        }
        if cepoll_would_block(result) {
            self.isReadable = false
            self.arm()
        } else {
            self.fail(CInt(truncatingIfNeeded: -result))
        }
        return .nothing
    }

    // MARK: Events

    /// The kernel told something.
    func received(_ readiness: Readiness) {
        self.armed = nil
        self.isInEvent = true
        self.act(on: readiness)
        self.isInEvent = false
        self.arm()
    }

    private func act(on readiness: Readiness) {
        guard !readiness.contains(.failed) else {
            self.fail(cepoll_take_error(self.descriptor))
            return
        }
        let isHungUp = readiness.contains(.hungUp)
        self.isHungUp = self.isHungUp || isHungUp
        if isHungUp || readiness.contains(.ended) {
            self.hasClientEnded = true
        }
        // After a hang-up there will never be room: then this finds out why.
        if self.isBlocked, isHungUp || readiness.contains(.writable), self.send() {
            self.owner?.parkedSocketWritable()
        }
        if self.isParked, isHungUp || !readiness.isDisjoint(with: [.readable, .ended]) {
            self.isReadable = true
            self.owner?.parkedSocketReadable()
        }
    }

    /// Asks the kernel to tell the next thing that is of interest.
    private func arm() {
        guard self.isParked, !self.isInEvent, !(self.isHungUp && self.isReadable) else { return }
        var interest: Readiness = []
        if !self.isReadable {
            interest.insert(.readable)
        }
        if !self.hasClientEnded {
            interest.insert(.ended)
        }
        if self.isBlocked {
            interest.insert(.writable)
        }
        guard interest != self.armed else { return }
        self.armed = interest
        let errorNumber = self.lane.set.rearm(self.descriptor, interest: interest, token: self.token)
        if errorNumber > 0 {
            self.fail(errorNumber)
        }
    }

    // MARK: End

    /// Closes the connection; what was not sent is lost.
    package func close() {
        self.lane.eventLoop.assertInEventLoop()
        self.owner = nil
        guard let descriptor = self.leave() else { return }
        cepoll_close(descriptor)
    }

    /// Gives the descriptor back, watched by nobody, or `nil` while bytes still wait to be sent.
    package func unpark() -> CInt? {
        self.lane.eventLoop.assertInEventLoop()
        guard self.queue.isEmpty, let descriptor = self.leave() else { return nil }
        self.owner = nil
        return descriptor
    }

    /// Lets the owner go and finishes without it: sends what waits, tells the client that this was all, and closes.
    ///
    /// Closing at once would make the kernel answer the client's unread bytes with a reset, which can destroy a
    /// response on its way (RFC 9112 section 9.6). So what the client sends is thrown away until it closes, is silent
    /// for 2 s, or 30 s are over.
    ///
    /// - Parameters:
    ///   - context: the loop's deadlines; and its limits, for how long a client may take nothing of what waits.
    ///   - whenClosed: called when the descriptor was closed, which may be within this call.
    package func closeAfterWrites(context: LoopContext, whenClosed: @escaping () -> Void) {
        self.directForm = nil
        let linger = LingeringSocket(self, context: context, whenClosed: whenClosed)
        self.owner = linger
        self.flush()
        linger.begin()
    }

    /// The connection broke: closes it, and tells the owner in the loop's next turn.
    private func fail(_ errorNumber: CInt) {
        guard let descriptor = self.leave() else { return }
        cepoll_close(descriptor)
        self.lane.reportLater(self, errorNumber: errorNumber)
    }

    /// Tells the owner that the connection broke, unless it has closed it meanwhile.
    func tellFailure(_ errorNumber: CInt) {
        let owner = self.owner
        self.owner = nil
        owner?.parkedSocketFailed(errorNumber)
    }

    /// Takes the socket off the lot: from here on no event reaches it, not even one that is on its way.
    private func leave() -> CInt? {
        guard self.isParked else { return nil }
        let descriptor = self.descriptor
        self.descriptor = -1
        self.directForm = nil
        self.queue = WriteQueue()
        self.isBlocked = false
        self.lane.set.remove(descriptor)
        self.lane.remove(self.place)
        return descriptor
    }
}
