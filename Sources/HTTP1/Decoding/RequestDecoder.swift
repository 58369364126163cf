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
        /// Before or within a head.
        case head

        /// The head was handed out, the end was not.
        case body(BodyDecoder)

        case failed(HTTPDecodingError)
    }

    private let limits: HeadLimits
    private var state = State.head
    private var buffer = ByteBuffer()
    private var heads = HeadParser<RequestLine>()

    package init(limits: HeadLimits) {
        self.limits = limits
    }

    /// The bytes that were appended and not decoded yet.
    ///
    /// Stored, because whoever asks a computed property of an object's decoder copies the whole decoder first.
    package private(set) var bufferedByteCount = 0

    /// Whether the last request was decoded to its end and nothing of a next one has come, empty lines aside.
    package var isBetweenMessages: Bool {
        if case .head = self.state, self.buffer.readableBytes == 0 { true } else { false }
    }

    /// Adds bytes that were read from the connection.
    package mutating func append(_ bytes: ByteBuffer) {
        if case .failed = self.state {
            return
        }
        self.buffer.appendInput(bytes)
        self.bufferedByteCount = self.buffer.readableBytes
    }

    /// The next piece, or nil if more bytes are needed.
    ///
    /// - Throws: What is wrong with the request; the same error again on every later call.
    package mutating func next() throws(HTTPDecodingError) -> RequestPart? {
        defer { self.bufferedByteCount = self.buffer.readableBytes }
        do {
            return try self.step()
        } catch {
            self.state = .failed(error)
            self.buffer = ByteBuffer()
            throw error
        }
    }

    /// Takes out the bytes that were not decoded, a partly received next head included.
    ///
    /// The decoder is before a request line afterwards; one that failed stays so and has no rest.
    package mutating func takeRest() -> ByteBuffer {
        let rest = self.buffer
        self.buffer = ByteBuffer()
        self.bufferedByteCount = 0
        if case .failed = self.state {
            return rest
        }
        self.state = .head
        self.heads = HeadParser()
        return rest
    }

    /// Makes everything that follows, from the bytes that are not decoded on, come out as `body`, without an end.
    ///
    /// For a connection that was upgraded to another protocol. Ask for no part behind the end of the upgrading request
    /// before: early bytes of the other protocol would be taken for a request.
    package mutating func beginTunnel() {
        if case .failed = self.state {
            return
        }
        self.state = .body(BodyDecoder(.tunnel))
        self.heads = HeadParser()
    }

    private mutating func step() throws(HTTPDecodingError) -> RequestPart? {
        switch self.state {
        case .head:
            guard let (line, fields) = try self.heads.next(from: &self.buffer, limits: self.limits) else { break }
            return try self.begin(line, fields)
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
                self.state = .head
                self.buffer.trimInput()
                return .end(trailers: trailers)
            }
        case .failed(let error):
            throw error
        }
        self.buffer.trimInput()
        return nil
    }

    /// A head has come: finds out how its body ends, in the order of RFC 9112, section 6.3.
    ///
    /// No `Host` at all is let through: such requests are looked up as `localhost`; of several the first counts, and only
    /// that one goes on (reference: behaviour 3.3).
    private mutating func begin(
        _ line: RequestLine,
        _ fields: consuming HeaderFields
    ) throws(HTTPDecodingError) -> RequestPart {
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
}
