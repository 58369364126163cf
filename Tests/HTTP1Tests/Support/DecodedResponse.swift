import HTTP1
import NIOCore

/// Everything a response decoder made of some bytes that answer one request: its parts with adjacent body pieces joined.
struct DecodedResponse: Equatable, Sendable {
    private(set) var parts: [ResponsePart] = []

    /// The error the decoder stopped with.
    private(set) var error: HTTPDecodingError?

    /// The bytes that came behind the response.
    private(set) var excessByteCount = 0

    /// Decodes the bytes.
    ///
    /// With `endsConnection` the connection ends behind them.
    init(
        _ bytes: [UInt8],
        to method: String = "GET",
        cut: Cut = .whole,
        limits: HeadLimits = .generous,
        endsConnection: Bool = false
    ) {
        var decoder = ResponseDecoder(limits: limits)
        decoder.begin(requestMethod: method)
        do {
            for read in cut.reads(of: bytes) {
                decoder.append(read)
                while let part = try decoder.next() {
                    self.add(part)
                }
            }
            while endsConnection, let part = try decoder.finish() {
                self.add(part)
            }
        } catch {
            self.error = error
        }
        // Whether some came is what matters, and the decoder does not keep them all.
        self.excessByteCount = min(decoder.isIdle ? decoder.bufferedByteCount : 0, 1)
    }

    init(
        _ text: String,
        to method: String = "GET",
        cut: Cut = .whole,
        limits: HeadLimits = .generous,
        endsConnection: Bool = false
    ) {
        self.init(Array(text.utf8), to: method, cut: cut, limits: limits, endsConnection: endsConnection)
    }

    /// The interim heads in their order.
    var informational: [ResponseHead] {
        self.parts.compactMap { if case .informational(let head) = $0 { head } else { nil } }
    }

    var head: ResponseHead? {
        self.parts.lazy.compactMap { if case .head(let head, _) = $0 { head } else { nil } }.first
    }

    var framing: BodyFraming? {
        self.parts.lazy.compactMap { if case .head(_, let framing) = $0 { framing } else { nil } }.first
    }

    var body: String {
        self.parts.lazy.compactMap { if case .body(let bytes) = $0 { String(buffer: bytes) } else { nil } }.joined()
    }

    /// The trailers, if the response came to its end.
    var trailers: HeaderFields? {
        self.parts.lazy.compactMap { if case .end(let trailers) = $0 { trailers } else { nil } }.first
    }

    private mutating func add(_ part: ResponsePart) {
        if case .body(let new) = part, case .body(var joined)? = self.parts.last {
            joined.writeImmutableBuffer(new)
            self.parts[self.parts.count - 1] = .body(joined)
        } else {
            self.parts.append(part)
        }
    }
}
