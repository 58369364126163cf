import NIOCore

/// The decompression of one message.
struct Inflation {
    /// The most bytes that come out at a time.
    static let partBytes = 65_536

    /// What every flush ends with, and senders leave out (RFC 7692, section 7.2.2).
    private static let tail = ByteBuffer(bytes: [0x00, 0x00, 0xFF, 0xFF])

    let inflater: Inflater

    /// The bytes the message may have when decompressed.
    private let limit: Int

    /// Compressed bytes that wait.
    private var input = ByteBuffer()

    /// The decompressed bytes so far.
    private var outputByteCount = 0

    /// Whether any compressed bytes have come.
    private var hasInput = false

    /// Whether no more compressed bytes follow.
    private var isInputComplete = false

    /// Whether the bytes the sender left out were added.
    private var hasTail = false

    /// Whether all that can be had from the input was handed out.
    private(set) var isDrained = true

    init(_ inflater: Inflater, limit: Int) {
        self.inflater = inflater
        self.limit = limit
    }

    /// The compressed bytes that wait.
    var bufferedByteCount: Int { self.hasTail ? 0 : self.input.readableBytes }

    /// Whether the message is at its end: nothing comes out any more.
    var isFinished: Bool { self.isDrained && self.isInputComplete }

    /// Adds compressed bytes; only when it is drained.
    mutating func add(_ bytes: ByteBuffer, isLast: Bool) {
        self.input = bytes
        self.hasInput = self.hasInput || bytes.readableBytes > 0
        self.isInputComplete = isLast
        // A compressed message without any bytes is not what the RFC describes, and cannot mean anything but empty.
        self.isDrained = !self.hasInput
    }

    /// The next bytes of the message, at most 64 KiB; empty if more input is needed, or at the end.
    mutating func next() throws(WebSocketError) -> ByteBuffer {
        var output = ByteBuffer()
        while !self.isDrained, output.readableBytes < Self.partBytes {
            let isExhausted = try self.inflater.inflate(&self.input, into: &output, limit: Self.partBytes)
            guard self.outputByteCount + output.readableBytes <= self.limit else {
                throw .inflatedMessageTooLarge(limit: self.limit)
            }
            guard isExhausted else { break }
            if !self.isInputComplete {
                self.isDrained = true
            } else if self.hasTail || self.inflater.hasEnded {
                guard self.inflater.hasEnded || self.inflater.isBetweenBlocks else { throw .corruptCompression }
                self.isDrained = true
            } else {
                self.input = Self.tail
                self.hasTail = true
            }
        }
        self.outputByteCount += output.readableBytes
        return output
    }
}
