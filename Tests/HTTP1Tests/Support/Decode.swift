import HTTP1
import NIOCore

/// How a byte sequence is cut into reads.
enum Cut: CustomStringConvertible {
    case whole
    case byteByByte
    case at(Int)

    /// The reads that the sequence becomes.
    func pieces(of bytes: [UInt8]) -> [ByteBuffer] {
        switch self {
        case .whole: [ByteBuffer(bytes: bytes)]
        case .byteByByte: bytes.map { ByteBuffer(bytes: [$0]) }
        case .at(let offset): [ByteBuffer(bytes: bytes[..<offset]), ByteBuffer(bytes: bytes[offset...])]
        }
    }

    /// Every way of cutting `count` bytes that the tests try.
    static func all(count: Int) -> [Cut] {
        [.whole, .byteByByte] + (0..<count).map { .at($0) }
    }

    var description: String {
        switch self {
        case .whole: "whole"
        case .byteByByte: "byte by byte"
        case .at(let offset): "cut at \(offset)"
        }
    }
}

/// What came out of a decoder: its parts with adjacent body pieces joined, and the error it stopped with.
struct Decoded<Part: Equatable & Sendable>: Equatable, Sendable {
    var parts: [Part] = []
    var error: HTTPDecodingError?
}

extension HeadLimits {
    /// Bounds that no test meets by accident.
    static let generous = HeadLimits(headBytes: 8192, fieldCount: 64, targetBytes: 4096)
}

extension Decoded<RequestPart> {
    /// Decodes requests from bytes cut in one way.
    init(requests bytes: [UInt8], cut: Cut = .whole, limits: HeadLimits = .generous) {
        var decoder = RequestDecoder(limits: limits)
        do {
            for piece in cut.pieces(of: bytes) {
                decoder.append(piece)
                while let part = try decoder.next() {
                    self.add(part)
                }
            }
        } catch {
            self.error = error
        }
    }

    private mutating func add(_ part: RequestPart) {
        if case .body(var new) = part, case .body(var joined)? = self.parts.last {
            joined.writeBuffer(&new)
            self.parts[self.parts.count - 1] = .body(joined)
        } else {
            self.parts.append(part)
        }
    }
}

extension Decoded<ResponsePart> {
    /// Decodes responses from bytes cut in one way, one after each of the methods, up to the end of the connection.
    init(
        responses bytes: [UInt8],
        to methods: [String] = ["GET"],
        cut: Cut = .whole,
        limits: HeadLimits = .generous,
        endsConnection: Bool = true
    ) {
        var decoder = ResponseDecoder(limits: limits)
        var methods = methods[...]
        if let first = methods.popFirst() {
            decoder.begin(requestMethod: first)
        }
        do {
            for piece in cut.pieces(of: bytes) {
                decoder.append(piece)
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
    }

    private mutating func add(_ part: ResponsePart) {
        if case .body(var new) = part, case .body(var joined)? = self.parts.last {
            joined.writeBuffer(&new)
            self.parts[self.parts.count - 1] = .body(joined)
        } else {
            self.parts.append(part)
        }
    }
}
