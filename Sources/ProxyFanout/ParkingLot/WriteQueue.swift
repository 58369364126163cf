import CEpoll
import NIOCore

/// Bytes on their way to one socket.
///
/// The first buffer needs no storage of its own: the usual case is one buffer, sent at once. Buffers are never copied.
struct WriteQueue {
    /// What became of an attempt to send.
    enum Progress: Equatable {
        /// Everything is with the kernel.
        case finished
        /// The kernel has no room for more at present.
        case blocked
        /// The connection is of no further use.
        case failed(errorNumber: CInt)
    }

    /// How many buffers are gathered into one call.
    private static let slicesPerCall = 128

    private var first: ByteBuffer?
    private var rest: [ByteBuffer] = []
    /// The bytes that wait.
    private(set) var byteCount = 0
    /// Where `rest` begins: what lies before has been moved to `first`.
    private var restStart: UInt32 = 0

    /// Whether nothing waits.
    var isEmpty: Bool { self.first == nil }

    /// Adds bytes at the end; nothing stays nothing.
    mutating func append(_ bytes: ByteBuffer) {
        let count = bytes.readableBytes
        guard count > 0 else { return }
        self.byteCount += count
        if self.first == nil {
            self.first = bytes
        } else {
            if self.rest.isEmpty {
                self.rest.reserveCapacity(4)
            }
            self.rest.append(bytes)
        }
    }

    /// Sends what the kernel takes.
    mutating func send(to descriptor: CInt) -> Progress {
        // Taken out instead of copied: that saves counting a reference.
        while let first = self.first.take() {
            let (offered, taken) =
                self.rest.isEmpty ? Self.send(first, to: descriptor) : self.gather(first, to: descriptor)
            guard taken == offered else {
                self.first = first
                guard taken >= 0 else {
                    return cepoll_would_block(taken) ? .blocked : .failed(errorNumber: CInt(truncatingIfNeeded: -taken))
                }
                self.consume(taken)
                return .blocked
            }
            self.byteCount -= first.readableBytes
            if !self.rest.isEmpty {
                self.first = self.nextOfRest()
                self.consume(taken - first.readableBytes)
            }
        }
        return .finished
    }

    /// Sends one buffer.
    private static func send(_ bytes: ByteBuffer, to descriptor: CInt) -> (offered: Int, taken: Int) {
        let taken = unsafe bytes.withUnsafeReadableBytes { bytes in
            unsafe cepoll_send(descriptor, bytes.baseAddress, bytes.count)
        }
        return (bytes.readableBytes, taken)
    }

    /// Sends several buffers with one call.
    private func gather(_ first: ByteBuffer, to descriptor: CInt) -> (offered: Int, taken: Int) {
        let waiting = self.rest[Int(self.restStart)...].prefix(Self.slicesPerCall - 1)
        return unsafe withUnsafeTemporaryAllocation(of: cepoll_slice.self, capacity: waiting.count + 1) { slices in
            // Safety: the pointers outlive the closures that give them, but not this call, through which the queue holds
            // the buffers unchanged.
            unsafe slices.initializeElement(at: 0, to: Self.slice(of: first))
            var offered = first.readableBytes
            for (index, buffer) in waiting.enumerated() {
                unsafe slices.initializeElement(at: index + 1, to: Self.slice(of: buffer))
                offered += buffer.readableBytes
            }
            let taken = unsafe cepoll_send_slices(descriptor, slices.baseAddress, slices.count)
            return (offered, taken)
        }
    }

    private static func slice(of buffer: ByteBuffer) -> cepoll_slice {
        unsafe buffer.withUnsafeReadableBytes { bytes in
            unsafe cepoll_slice(bytes: bytes.baseAddress, count: bytes.count)
        }
    }

    /// Forgets bytes that were sent.
    private mutating func consume(_ count: Int) {
        self.byteCount -= count
        var left = count
        while let size = self.first?.readableBytes, left >= size {
            left -= size
            self.first = self.nextOfRest()
        }
        self.first?.moveReaderIndex(forwardBy: left)
    }

    private mutating func nextOfRest() -> ByteBuffer? {
        let index = Int(self.restStart)
        guard index < self.rest.count else { return nil }
        let next = self.rest[index]
        if index + 1 < self.rest.count {
            // Nothing that was sent is kept alive.
            self.rest[index] = ByteBuffer()
            self.restStart += 1
        } else {
            self.rest = []
            self.restStart = 0
        }
        return next
    }
}
