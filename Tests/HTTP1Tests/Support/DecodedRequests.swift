import HTTP1
import NIOCore

extension HeadLimits {
    /// Bounds that no test meets by accident.
    static let generous = HeadLimits(headBytes: 8192, fieldCount: 64, targetBytes: 4096)
}

/// Everything a request decoder made of some bytes: its parts with adjacent body pieces joined, and what was left.
struct DecodedRequests: Equatable, Sendable {
    private(set) var parts: [RequestPart] = []

    /// The error the decoder stopped with.
    private(set) var error: HTTPDecodingError?

    /// Whether the decoder waits for a first byte of a next request.
    private(set) var isBetweenMessages = false

    init(_ bytes: [UInt8], cut: Cut = .whole, limits: HeadLimits = .generous) {
        var decoder = RequestDecoder(limits: limits)
        do {
            for read in cut.reads(of: bytes) {
                decoder.append(read)
                while let part = try decoder.next() {
                    self.add(part)
                }
            }
        } catch {
            self.error = error
        }
        self.isBetweenMessages = decoder.isBetweenMessages
    }

    init(_ text: String, cut: Cut = .whole, limits: HeadLimits = .generous) {
        self.init(Array(text.utf8), cut: cut, limits: limits)
    }

    /// The heads in their order.
    var heads: [RequestHead] {
        self.parts.compactMap { if case .head(let head, _) = $0 { head } else { nil } }
    }

    /// The framings of the requests in their order.
    var framings: [BodyFraming] {
        self.parts.compactMap { if case .head(_, let framing) = $0 { framing } else { nil } }
    }

    /// The bodies that are not empty, in their order.
    var bodies: [String] {
        self.parts.compactMap { if case .body(let bytes) = $0 { String(buffer: bytes) } else { nil } }
    }

    /// The trailers of the requests that came to their end.
    var trailers: [HeaderFields] {
        self.parts.compactMap { if case .end(let trailers) = $0 { trailers } else { nil } }
    }

    private mutating func add(_ part: RequestPart) {
        if case .body(let new) = part, case .body(var joined)? = self.parts.last {
            joined.writeImmutableBuffer(new)
            self.parts[self.parts.count - 1] = .body(joined)
        } else {
            self.parts.append(part)
        }
    }
}
