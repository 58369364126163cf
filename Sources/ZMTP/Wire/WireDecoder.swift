import NIOCore

/// Turns the bytes of a connection into what the peer said.
///
/// `append` what was read, then ask `next` until there is nothing. The parts of messages are slices of what was read.
/// After an error nothing more is decoded. Commands may come between the parts of a message: libzmq sends its
/// heartbeats there.
struct WireDecoder {
    private enum State {
        case greeting
        case frameHeader
        case frameBody(FrameHeader)
        case failed(ZMTPError)
    }

    private let limits: ZMTPLimits
    private var state = State.greeting
    private var input = ByteBuffer()
    private var parts: [ByteBuffer] = []
    private var messageBytes = 0

    init(limits: ZMTPLimits) {
        self.limits = limits
    }

    mutating func append(_ bytes: ByteBuffer) {
        // Usually nothing waits, and then nothing is copied.
        guard self.input.readableBytes > 0 else {
            self.input = bytes
            return
        }
        if self.input.readerIndex > self.input.readableBytes {
            self.input.discardReadBytes()
        }
        self.input.writeImmutableBuffer(bytes)
    }

    /// The next thing the peer said, or nothing while it is not whole.
    mutating func next() throws(ZMTPError) -> WireEvent? {
        do {
            return try self.decode()
        } catch {
            self.state = .failed(error)
            self.parts = []
            self.input = ByteBuffer()
            throw error
        }
    }

    private mutating func decode() throws(ZMTPError) -> WireEvent? {
        while true {
            switch self.state {
            case .failed(let error):
                throw error
            case .greeting:
                guard let greeting = try Greeting.read(from: &self.input) else { return nil }
                self.state = .frameHeader
                return .greeting(greeting)
            case .frameHeader:
                guard let header = try FrameHeader.read(from: &self.input) else {
                    self.trim()
                    return nil
                }
                try self.check(header)
                self.state = .frameBody(header)
            case .frameBody(let header):
                guard let body = self.input.readSlice(length: header.length) else { return nil }
                self.state = .frameHeader
                if header.isCommand {
                    return .command(try Command(parsing: body))
                }
                self.parts.append(body)
                guard !header.hasMore else { continue }
                defer {
                    self.parts = []
                    self.messageBytes = 0
                }
                return .message(self.parts)
            }
        }
    }

    /// Refuses what would be too large before any of its bytes are waited for.
    private mutating func check(_ header: FrameHeader) throws(ZMTPError) {
        guard !header.isCommand else {
            guard header.length <= self.limits.commandBytes else {
                throw .commandTooLarge(limit: self.limits.commandBytes)
            }
            return
        }
        guard self.parts.count < self.limits.messageParts else {
            throw .tooManyParts(limit: self.limits.messageParts)
        }
        // The bytes so far are within the limit, so this does not overflow.
        guard header.length <= self.limits.messageBytes - self.messageBytes else {
            throw .messageTooLarge(limit: self.limits.messageBytes)
        }
        self.messageBytes += header.length
    }

    /// Lets go of memory that is not needed while more bytes are waited for.
    private mutating func trim() {
        if self.input.readableBytes == 0 {
            self.input = ByteBuffer()
        }
    }
}
