import NIOCore

@testable import ZMTP

/// How a sequence of bytes is cut into reads.
enum Cut: CustomStringConvertible {
    case whole
    case byteByByte
    case at(Int)

    /// Every way of cutting `count` bytes that the tests try: not at all, everywhere, and once at every position.
    static func all(count: Int) -> [Cut] {
        [.whole, .byteByByte] + (0..<count).map { .at($0) }
    }

    /// The reads that the sequence becomes.
    func reads(of bytes: [UInt8]) -> [ByteBuffer] {
        switch self {
        case .whole: [ByteBuffer(bytes: bytes)]
        case .byteByByte: bytes.map { ByteBuffer(bytes: [$0]) }
        case .at(let offset): [ByteBuffer(bytes: bytes[..<offset]), ByteBuffer(bytes: bytes[offset...])]
        }
    }

    var description: String {
        switch self {
        case .whole: "whole"
        case .byteByByte: "byte by byte"
        case .at(let offset): "cut at \(offset)"
        }
    }
}

/// What a decoder makes of bytes that come in a certain way.
struct Decoded: Equatable {
    var events: [WireEvent] = []
    var error: ZMTPError?

    init(_ bytes: [UInt8], cut: Cut, limits: ZMTPLimits = ZMTPLimits()) {
        var decoder = WireDecoder(limits: limits)
        do throws(ZMTPError) {
            for read in cut.reads(of: bytes) {
                decoder.append(read)
                while let event = try decoder.next() {
                    self.events.append(event)
                }
            }
        } catch {
            self.error = error
        }
    }
}
