package import NIOCore

/// Decodes the responses that come over one connection to an origin.
///
/// Call `begin` for each request, in order and one at a time, give what was read to `append` and call `next` until it
/// returns nil; at the end of the connection call `finish` until it returns nil.
///
/// Bytes that came while no request was begun belong to no response. They stay buffered, and the next `begin` fails:
/// an answer given before its request was sent must not be taken for the answer to it. Whoever keeps idle connections
/// checks `bufferedByteCount` and closes those that have some.
/// Source: RFC 9112, section 6.3.
package struct ResponseDecoder: Sendable {
    private enum State: Sendable {
        /// No response is expected.
        case idle

        /// Before a status line; so many interim responses came.
        case expecting(informationalHeads: Int)

        /// The status line is known and the fields are coming in. Nothing of the head is consumed yet.
        case fields(StatusLine, informationalHeads: Int)

        /// The head was handed out.
        case body(BodyDecoder)

        case failed(HTTPDecodingError)
    }

    /// What the method of the request says about the response's body.
    private enum RequestKind: Sendable {
        case ordinary
        case head
        case connect
    }

    private let limits: HeadLimits
    private var state = State.idle
    private var requestKind = RequestKind.ordinary
    private var buffer = ByteBuffer()
    private var search = LineSearch()
    private var section = FieldSectionParser()

    package init(limits: HeadLimits) {
        self.limits = limits
    }

    /// The bytes that were appended and not decoded yet.
    package var bufferedByteCount: Int { self.buffer.readableBytes }

    /// Whether no response is expected: none was begun, or the last one came to its end.
    package var isIdle: Bool {
        if case .idle = self.state { true } else { false }
    }

    /// Expects the response to a request; the previous response must have come to its end.
    ///
    /// With bytes of unknown origin in the buffer, or within another response, the decoder fails: `next` throws.
    package mutating func begin(requestMethod: String) {
        if case .failed = self.state {
            return
        }
        guard self.isIdle, self.buffer.readableBytes == 0 else {
            self.fail(.unexpectedBytes)
            return
        }
        switch requestMethod {
        case "HEAD": self.requestKind = .head
        case "CONNECT": self.requestKind = .connect
        default: self.requestKind = .ordinary
        }
        self.state = .expecting(informationalHeads: 0)
    }

    /// Adds bytes that were read from the connection.
    package mutating func append(_ bytes: ByteBuffer) {
        if case .failed = self.state {
            return
        }
        self.buffer.appendInput(bytes)
    }

    /// The next piece, or nil if more bytes are needed or no response is expected.
    ///
    /// - Throws: What is wrong with the response; the same error again on every later call.
    package mutating func next() throws(HTTPDecodingError) -> ResponsePart? {
        do {
            let part = try self.step()
            if part == nil {
                self.buffer.releaseIfEmpty()
            }
            return part
        } catch {
            self.fail(error)
            throw error
        }
    }

    /// The connection has ended: the next piece of what came before, then the end of a body that ends so, then nil.
    ///
    /// - Throws: `truncated` within a response, or before one that was begun.
    package mutating func finish() throws(HTTPDecodingError) -> ResponsePart? {
        if let part = try self.next() {
            return part
        }
        if case .body(let body) = self.state, body.endsWithConnection {
            self.state = .idle
            return .end(trailers: HeaderFields())
        }
        guard self.isIdle else {
            self.fail(.truncated)
            throw .truncated
        }
        return nil
    }

    private mutating func step() throws(HTTPDecodingError) -> ResponsePart? {
        while true {
            switch self.state {
            case .idle:
                return nil
            case .expecting(let count):
                guard let line = try self.readStatusLine() else { return nil }
                self.state = .fields(line, informationalHeads: count)
            case .fields(let line, let count):
                return try self.readFields(after: line, informationalHeads: count)
            case .body(var body):
                let part = try body.next(from: &self.buffer, limits: self.limits)
                self.state = .body(body)
                switch part {
                case .bytes(let bytes):
                    return .body(bytes)
                case .end(let trailers):
                    self.state = .idle
                    return .end(trailers: trailers)
                case nil:
                    return nil
                }
            case .failed(let error):
                throw error
            }
        }
    }

    private mutating func readStatusLine() throws(HTTPDecodingError) -> StatusLine? {
        // A copy that shares the memory: a span of it leaves `self` free to change.
        let input = self.buffer
        let bytes = input.readableBytesUInt8Span
        guard let lineFeed = self.search.lineFeed(in: bytes, from: 0) else {
            guard bytes.count <= self.limits.headBytes else { throw .headTooLarge(limit: self.limits.headBytes) }
            return nil
        }
        guard lineFeed < self.limits.headBytes else { throw .headTooLarge(limit: self.limits.headBytes) }
        let line = try StatusLine(bytes.extracting(..<bytes.lineContentEnd(lineFeed: lineFeed)))
        self.section.begin(at: lineFeed + 1)
        return line
    }

    private mutating func readFields(
        after line: StatusLine,
        informationalHeads: Int
    ) throws(HTTPDecodingError) -> ResponsePart? {
        // A copy that shares the memory: a span of it leaves `self` free to change.
        let input = self.buffer
        let bytes = input.readableBytesUInt8Span
        let leniency: FieldLine.Leniency = [.bareLineFeed, .spaceBeforeColon]
        guard let end = try self.section.advance(bytes, limits: self.limits, leniency: leniency) else { return nil }
        self.search = LineSearch()
        var head = ResponseHead(
            version: line.version,
            status: line.status,
            reason: line.reason,
            fields: self.section.takeFields()
        )
        if line.status < 200, line.status != 101 {
            guard informationalHeads < FixedLimits.informationalHeads else {
                throw .tooManyInformationalHeads(limit: FixedLimits.informationalHeads)
            }
            // An interim response has no body whatever it says, and must not say so to the next reader.
            head.fields.removeAll(.contentLength)
            head.fields.removeAll(.transferEncoding)
            self.buffer.moveReaderIndex(forwardBy: end)
            self.state = .expecting(informationalHeads: informationalHeads + 1)
            return .informational(head)
        }
        let framing = try self.framing(of: &head)
        self.buffer.moveReaderIndex(forwardBy: end)
        self.state = .body(BodyDecoder(framing))
        return .head(head, framing)
    }

    /// Finds out how the body ends, in the order of RFC 9112, section 6.3.
    private func framing(of head: inout ResponseHead) throws(HTTPDecodingError) -> BodyFraming {
        let declared = try DeclaredFraming(of: &head.fields)
        // A transfer coding in HTTP/1.0 means that someone on the way did not understand what was passed on.
        head.forbidsReuse = declared.isAmbiguous || (declared.isChunked && head.version == .http10)
        switch (head.status, self.requestKind) {
        case (101, _), (200..<300, .connect):
            head.forbidsReuse = true
            return .tunnel
        case (204, _), (304, _), (_, .head):
            return .none
        default:
            break
        }
        if declared.isChunked {
            return .chunked
        }
        if let length = declared.contentLength {
            return .length(length)
        }
        head.forbidsReuse = true
        return .untilClose
    }

    private mutating func fail(_ error: HTTPDecodingError) {
        self.state = .failed(error)
        self.buffer = ByteBuffer()
    }
}
