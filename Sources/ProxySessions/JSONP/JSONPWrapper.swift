package import HTTP1
package import NIOCore

/// Wraps a response while it is relayed (reference: behaviour 5.2).
///
/// Call `head` once, `body` for every piece, `flush` at the end of every read turn and `end` once. The head is kept
/// back until the turn ends, so that a response that came whole gets a `Content-Length`, and an error status when it
/// cannot be encoded. No script runs before its last byte, but the bytes go out as they come: an origin may be waiting
/// for its client to have seen the first ones.
///
/// After an error or the end, every call is dropped silently.
package struct JSONPWrapper: Sendable {
    private enum State: Equatable {
        /// No head came yet.
        case idle
        /// The head is kept back; the start of the script is in `collected`.
        case collecting(ResponseHead)
        /// The head is out.
        case streaming
        /// Nothing is to come any more.
        case finished
    }

    /// How many bytes of the script are kept within one read turn before they are streamed.
    static let maximumCollectedByteCount = 65_536

    private let response: JSONPResponse
    private var state = State.idle
    private var encoder: JSONPBodyEncoder
    private var collected = ByteBuffer()

    package init(_ response: JSONPResponse) {
        self.response = response
        self.encoder = JSONPBodyEncoder(response.mode)
    }

    /// Whether the head was handed out, so that an error can only break the response off.
    package private(set) var hasBegun = false

    /// The head of the response came.
    ///
    /// - Parameters:
    ///   - head: the head as it came, without `Grip-*` fields if they are not for the client.
    ///   - framing: how its body is framed; `none` for a response that has none.
    /// - Throws: `jsonpEncodingFailed`, to be answered unwrapped.
    package mutating func head(_ head: ResponseHead, framing: BodyFraming) throws(ProxyError) {
        guard self.state == .idle else { return }
        self.state = .finished
        guard framing != .tunnel else {
            throw ProxyError(.jsonpEncodingFailed(reason: "it switches protocols"))
        }
        let hasBody = framing != .none && framing != .length(0)
        try self.response.writeStart(of: head, hasBody: hasBody, to: &self.collected)
        self.state = .collecting(head)
    }

    /// A piece of the body came.
    ///
    /// - Throws: `jsonpEncodingFailed`: to be answered unwrapped, or to break the response off if ``hasBegun``.
    package mutating func body(_ bytes: ByteBuffer) throws(ProxyError) -> JSONPPart {
        switch self.state {
        case .idle, .finished:
            return .nothing
        case .collecting, .streaming:
            try self.encode { (encoder, text) throws(ProxyError) in try encoder.write(bytes, to: &text) }
            guard !self.hasBegun else {
                return JSONPPart(head: nil, framing: .chunked, bytes: self.takeCollected())
            }
            return self.collected.readableBytes > Self.maximumCollectedByteCount ? self.flush() : .nothing
        }
    }

    /// The origin has sent nothing more for now.
    package mutating func flush() -> JSONPPart {
        guard case .collecting(let head) = self.state else { return .nothing }
        self.state = .streaming
        self.hasBegun = true
        return JSONPPart(head: JSONPResponse.outerHead(for: head), framing: .chunked, bytes: self.takeCollected())
    }

    /// The body is complete.
    ///
    /// - Throws: `jsonpEncodingFailed`: to be answered unwrapped, or to break the response off if ``hasBegun``.
    package mutating func end() throws(ProxyError) -> JSONPPart {
        let state = self.state
        guard state != .idle, state != .finished else { return .nothing }
        try self.encode { (encoder, text) throws(ProxyError) in try encoder.finish(to: &text) }
        self.state = .finished
        self.response.writeEnd(to: &self.collected)
        let bytes = self.takeCollected()
        guard case .collecting(let head) = state else {
            return JSONPPart(head: nil, framing: .chunked, bytes: bytes)
        }
        self.hasBegun = true
        return JSONPPart(
            head: JSONPResponse.outerHead(for: head),
            framing: .length(bytes.readableBytes),
            bytes: bytes
        )
    }

    /// Lets the encoder write, and gives the response up when it cannot.
    private mutating func encode(
        _ write: (inout JSONPBodyEncoder, inout ByteBuffer) throws(ProxyError) -> Void
    ) throws(ProxyError) {
        do throws(ProxyError) {
            try write(&self.encoder, &self.collected)
        } catch {
            self.state = .finished
            self.collected = ByteBuffer()
            throw error
        }
    }

    private mutating func takeCollected() -> ByteBuffer {
        defer { self.collected = ByteBuffer() }
        return self.collected
    }
}
