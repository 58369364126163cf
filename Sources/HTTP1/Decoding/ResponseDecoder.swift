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

        /// Before or within a head; so many interim responses came before it.
        case head(informationalHeads: Int)

        /// The head was handed out, the end was not.
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
    private var heads = HeadParser<StatusLine>()

    package init(limits: HeadLimits) {
        self.limits = limits
    }

    /// The bytes that were appended and not decoded yet.
    ///
    /// Stored, because whoever asks a computed property of an object's decoder copies the whole decoder first.
    package private(set) var bufferedByteCount = 0

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
        self.state = .head(informationalHeads: 0)
    }

    /// Adds bytes that were read from the connection.
    package mutating func append(_ bytes: ByteBuffer) {
        if case .failed = self.state {
            return
        }
        if self.isIdle, self.buffer.readableBytes > 0 {
            // One such byte condemns the connection; there is no use in keeping more of them.
            return
        }
        self.buffer.appendInput(bytes)
        self.bufferedByteCount = self.buffer.readableBytes
    }

    /// The next piece, or nil if more bytes are needed or no response is expected.
    ///
    /// - Throws: What is wrong with the response; the same error again on every later call.
    package mutating func next() throws(HTTPDecodingError) -> ResponsePart? {
        defer { self.bufferedByteCount = self.buffer.readableBytes }
        do {
            return try self.step()
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
        switch self.state {
        case .idle:
            break
        case .head(let count):
            guard let (line, fields) = try self.heads.next(from: &self.buffer, limits: self.limits) else { break }
            return try self.begin(line, fields, informationalHeads: count)
        case .body(var body):
            guard let part = try body.next(from: &self.buffer, trailers: &self.heads.section, limits: self.limits)
            else {
                self.state = .body(body)
                break
            }
            switch part {
            case .bytes(let bytes):
                self.state = .body(body)
                return .body(bytes)
            case .end(let trailers):
                self.state = .idle
                self.buffer.trimInput()
                return .end(trailers: trailers)
            }
        case .failed(let error):
            throw error
        }
        self.buffer.trimInput()
        return nil
    }

    /// A head has come, interim or final.
    private mutating func begin(
        _ line: StatusLine,
        _ fields: HeaderFields,
        informationalHeads: Int
    ) throws(HTTPDecodingError) -> ResponsePart {
        var head = ResponseHead(version: line.version, status: line.status, reason: line.reason, fields: fields)
        if line.status < 200, line.status != 101 {
            guard informationalHeads < FixedLimits.informationalHeads else {
                throw .tooManyInformationalHeads(limit: FixedLimits.informationalHeads)
            }
            // An interim response has no body whatever it says, and must not say so to the next reader.
            head.fields.removeAll(.contentLength)
            head.fields.removeAll(.transferEncoding)
            self.state = .head(informationalHeads: informationalHeads + 1)
            return .informational(head)
        }
        let framing = try self.framing(of: &head)
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
        self.bufferedByteCount = 0
    }
}
