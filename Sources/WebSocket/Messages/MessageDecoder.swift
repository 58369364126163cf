package import NIOCore

/// Decodes the messages of one direction of a WebSocket connection.
///
/// Give it what was read with `append` and call `next` until it returns nil. Data comes out as its bytes arrive, however
/// long its frames are; only frame headers and control frames are waited for, at most 125 bytes. Payload that is not
/// masked comes as slices that share the memory of what was read; masked payload is copied once. To slow the peer down,
/// stop calling `next` and reading.
///
/// After an error the decoder stays failed and drops everything. After a Close it drops everything too: a peer must not
/// send more (RFC 6455, section 5.5.1).
package struct MessageDecoder: ~Copyable {
    private enum Phase {
        /// Before or within a frame header.
        case header

        /// Within the payload of a text, binary or continuation frame.
        case payload(FramePayload)

        /// Within the payload of a control frame.
        case control(FrameHeader)

        /// A Close has come.
        case closed

        case failed(WebSocketError)
    }

    private let rules: FrameHeader.Rules
    private let options: DecoderOptions
    private let limits: DecoderLimits
    private let streams: DeflateStreams?
    private var phase = Phase.header
    private var buffer = ByteBuffer()

    /// The message under way.
    private var message: IncomingMessage?

    /// A decoder of what this peer sends.
    ///
    /// - Parameters:
    ///   - peer: The end whose bytes are read.
    ///   - deflate: What was agreed on compression, if anything was.
    ///   - options: How careful to be; nil for what is usual for this peer.
    ///   - limits: What to bound.
    ///   - streams: The decompressors of the connection's event loop. Without them one is made for each message.
    package init(
        from peer: PeerRole,
        deflate: DeflateParameters? = nil,
        options: DecoderOptions? = nil,
        limits: DecoderLimits = DecoderLimits(),
        streams: DeflateStreams? = nil
    ) {
        let options = options ?? .standard(for: peer)
        self.rules = FrameHeader.Rules(
            sender: peer,
            allowsCompression: deflate != nil,
            requiresMinimalLengths: options.requiresMinimalLengths
        )
        self.options = options
        self.limits = limits
        self.streams = streams
    }

    /// The bytes that were appended and not decoded yet.
    package var bufferedByteCount: Int {
        self.buffer.readableBytes + (self.message?.inflation?.bufferedByteCount ?? 0)
    }

    /// Adds bytes that were read from the connection.
    package mutating func append(_ bytes: ByteBuffer) {
        switch self.phase {
        case .header, .payload, .control: self.buffer.appendInput(bytes)
        case .closed, .failed: break
        }
    }

    /// The next piece, or nil if more bytes are needed.
    ///
    /// - Throws: What is wrong with what the peer sends; the same error again on every later call.
    package mutating func next() throws(WebSocketError) -> MessagePart? {
        do {
            return try self.step()
        } catch {
            self.phase = .failed(error)
            self.buffer = ByteBuffer()
            self.message = nil
            throw error
        }
    }

    private mutating func step() throws(WebSocketError) -> MessagePart? {
        while true {
            if let part = try self.inflatedPart() {
                return .data(part)
            }
            switch self.phase {
            case .header:
                guard let header = try FrameHeader.read(from: &self.buffer, rules: self.rules) else {
                    self.buffer.trimInput()
                    return nil
                }
                try self.begin(header)
            case .payload(var payload):
                guard let bytes = payload.read(from: &self.buffer) else {
                    self.buffer.trimInput()
                    return nil
                }
                self.phase = payload.isComplete ? .header : .payload(payload)
                if let part = try self.receive(bytes, isLast: payload.isComplete && payload.isFinal) {
                    return .data(part)
                }
            case .control(let header):
                guard self.buffer.readableBytes >= header.payloadLength else {
                    self.buffer.trimInput()
                    return nil
                }
                self.phase = .header
                return try self.controlPart(header)
            case .closed:
                return nil
            case .failed(let error):
                throw error
            }
        }
    }

    /// A frame header has come.
    private mutating func begin(_ header: FrameHeader) throws(WebSocketError) {
        switch header.opcode {
        case .continuation:
            guard self.message != nil else { throw .continuationOfNothing }
        case .text:
            try self.beginMessage(.text, header)
        case .binary:
            try self.beginMessage(.binary, header)
        case .close, .ping, .pong:
            self.phase = .control(header)
            return
        }
        self.phase = .payload(FramePayload(header))
    }

    private mutating func beginMessage(_ kind: MessageKind, _ header: FrameHeader) throws(WebSocketError) {
        guard self.message == nil else { throw .unfinishedMessage }
        var message = IncomingMessage(
            kind: kind,
            isUnfragmented: header.isFinal,
            validator: kind == .text && self.options.validatesText ? UTF8Validator() : nil
        )
        if header.isCompressed {
            let inflater = if let streams { try streams.takeInflater() } else { try Inflater() }
            message.inflation = Inflation(inflater, limit: self.limits.inflatedMessageBytes)
        }
        self.message = message
    }

    /// Payload of the message under way has come; gives a part of it, unless it is nothing or must be inflated first.
    private mutating func receive(_ bytes: ByteBuffer, isLast: Bool) throws(WebSocketError) -> DataPart? {
        if self.message?.inflation != nil {
            self.message?.inflation?.add(bytes, isLast: isLast)
            return nil
        }
        guard isLast || bytes.readableBytes > 0 else { return nil }
        let part = try self.message?.part(bytes, isLast: isLast)
        if isLast {
            self.message = nil
        }
        return part
    }

    /// The next part of the compressed message under way, if its bytes so far give one.
    private mutating func inflatedPart() throws(WebSocketError) -> DataPart? {
        guard let bytes = try self.message?.inflation?.next() else { return nil }
        let isLast = self.message?.inflation?.isFinished ?? false
        guard isLast || bytes.readableBytes > 0 else { return nil }
        let part = try self.message?.part(bytes, isLast: isLast)
        if isLast {
            if let inflater = self.message?.inflation?.inflater {
                self.streams?.giveBack(inflater)
            }
            self.message = nil
        }
        return part
    }

    /// A control frame has come whole.
    private mutating func controlPart(_ header: FrameHeader) throws(WebSocketError) -> MessagePart {
        var payload = FramePayload(header)
        let bytes = payload.read(from: &self.buffer) ?? ByteBuffer()
        switch header.opcode {
        case .ping:
            return .ping(bytes)
        case .pong:
            return .pong(bytes)
        case .close, .continuation, .text, .binary:
            let content = ClosePayload(wireBytes: bytes)
            if self.options.validatesClose {
                try content?.validate()
            }
            self.phase = .closed
            self.buffer = ByteBuffer()
            self.message = nil
            return .close(content)
        }
    }
}
