package import NIOCore

/// Decodes the requests that come over one connection.
///
/// Give it what was read with `append` and call `next` until it returns nil. Stop calling while a request is being
/// answered to handle pipelined requests one after another; what waits then is counted by `bufferedByteCount`, which
/// the caller bounds by not reading.
///
/// After an error the decoder stays failed and drops everything: answer with the error's status and close.
/// Source: RFC 9112; reference: behaviour 3.5 and 3.9.
package struct RequestDecoder: Sendable {
    private enum State: Sendable {
        /// Before a request line; so many empty lines were skipped.
        case idle(emptyLines: Int)

        /// The request line is known and the fields are coming in. Nothing of the head is consumed yet.
        case fields(RequestLine)

        /// The head was handed out.
        case body(BodyDecoder)

        case failed(HTTPDecodingError)
    }

    private let limits: HeadLimits
    private var state = State.idle(emptyLines: 0)
    private var buffer = ByteBuffer()
    private var search = LineSearch()
    private var section = FieldSectionParser()

    package init(limits: HeadLimits) {
        self.limits = limits
    }

    /// The bytes that were appended and not decoded yet.
    package var bufferedByteCount: Int { self.buffer.readableBytes }

    /// Whether the last request was decoded to its end and nothing of a next one has come, empty lines aside.
    package var isBetweenMessages: Bool {
        if case .idle = self.state, self.buffer.readableBytes == 0 { true } else { false }
    }

    /// Adds bytes that were read from the connection.
    package mutating func append(_ bytes: ByteBuffer) {
        if case .failed = self.state {
            return
        }
        self.buffer.appendInput(bytes)
    }

    /// The next piece, or nil if more bytes are needed.
    ///
    /// - Throws: What is wrong with the request; the same error again on every later call.
    package mutating func next() throws(HTTPDecodingError) -> RequestPart? {
        do {
            let part = try self.step()
            if part == nil {
                self.buffer.releaseIfEmpty()
            }
            return part
        } catch {
            self.state = .failed(error)
            self.buffer = ByteBuffer()
            throw error
        }
    }

    /// Takes out the bytes that were not decoded, a partly received next head included.
    ///
    /// The decoder is before a request line afterwards.
    package mutating func takeRest() -> ByteBuffer {
        let rest = self.buffer
        self.buffer = ByteBuffer()
        self.expectRequest()
        return rest
    }

    /// Makes everything that follows, from the bytes that are not decoded on, come out as `body`, without an end.
    ///
    /// For a connection that was upgraded to another protocol.
    package mutating func beginTunnel() {
        self.expectRequest()
        self.state = .body(BodyDecoder(.tunnel))
    }

    private mutating func step() throws(HTTPDecodingError) -> RequestPart? {
        while true {
            switch self.state {
            case .idle(let emptyLines):
                guard let line = try self.readRequestLine(emptyLines: emptyLines) else { return nil }
                self.state = .fields(line)
            case .fields(let line):
                return try self.readFields(after: line)
            case .body(var body):
                let part = try body.next(from: &self.buffer, limits: self.limits)
                self.state = .body(body)
                switch part {
                case .bytes(let bytes):
                    return .body(bytes)
                case .end(let trailers):
                    self.expectRequest()
                    return .end(trailers: trailers)
                case nil:
                    return nil
                }
            case .failed(let error):
                throw error
            }
        }
    }

    private mutating func readRequestLine(emptyLines: Int) throws(HTTPDecodingError) -> RequestLine? {
        var emptyLines = emptyLines
        while true {
            // A copy that shares the memory: a span of it leaves `self` free to change.
            let input = self.buffer
            let bytes = input.readableBytesUInt8Span
            guard let lineFeed = self.search.lineFeed(in: bytes, from: 0) else {
                guard bytes.count <= self.limits.headBytes else { throw .headTooLarge(limit: self.limits.headBytes) }
                return nil
            }
            guard lineFeed < self.limits.headBytes else { throw .headTooLarge(limit: self.limits.headBytes) }
            let end = bytes.lineContentEnd(lineFeed: lineFeed)
            if end > 0 {
                let line = try RequestLine(bytes.extracting(..<end), limits: self.limits)
                self.section.begin(at: lineFeed + 1)
                return line
            }
            emptyLines += 1
            guard emptyLines <= FixedLimits.leadingEmptyLines else {
                throw .tooManyEmptyLines(limit: FixedLimits.leadingEmptyLines)
            }
            self.state = .idle(emptyLines: emptyLines)
            self.buffer.moveReaderIndex(forwardBy: lineFeed + 1)
            self.search = LineSearch()
        }
    }

    private mutating func readFields(after line: RequestLine) throws(HTTPDecodingError) -> RequestPart? {
        // A copy that shares the memory: a span of it leaves `self` free to change.
        let input = self.buffer
        let bytes = input.readableBytesUInt8Span
        guard let end = try self.section.advance(bytes, limits: self.limits, leniency: .bareLineFeed) else {
            return nil
        }
        var fields = self.section.takeFields()
        let declared = try DeclaredFraming(of: &fields)
        let framing: BodyFraming
        if declared.isChunked {
            guard line.version != .http10 else { throw .transferCodingInOldVersion }
            framing = .chunked
        } else if let length = declared.contentLength {
            framing = .length(length)
        } else {
            framing = .none
        }
        self.buffer.moveReaderIndex(forwardBy: end)
        self.state = .body(BodyDecoder(framing))
        let head = RequestHead(
            method: line.method,
            target: line.target,
            version: line.version,
            fields: fields,
            forbidsReuse: declared.isAmbiguous
        )
        return .head(head, framing)
    }

    private mutating func expectRequest() {
        self.state = .idle(emptyLines: 0)
        self.search = LineSearch()
        self.section.begin(at: 0)
    }
}
