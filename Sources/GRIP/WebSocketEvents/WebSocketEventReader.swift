import NIOCore

/// Splits a body into types and contents.
struct WebSocketEventReader {
    /// A type with its content.
    struct Frame {
        /// `nil` if the type is not known.
        var type: WebSocketEventType?
        /// Empty if there is none.
        var content: ByteBuffer
    }

    private let body: ByteBuffer
    /// Where the next event starts, counted from the first readable byte.
    private var position = 0

    init(_ body: ByteBuffer) {
        self.body = body
    }

    /// Reads the next event; `nil` at the end of the body.
    mutating func next() throws(WebSocketEventError) -> Frame? {
        let body = self.body
        let bytes = body.readableBytesUInt8Span
        guard self.position < bytes.count else { return nil }
        let lineStart = self.position
        guard let lineEnd = Self.lineEnd(in: bytes, from: lineStart) else {
            throw WebSocketEventError(.missingLineEnd, offset: lineStart)
        }
        var typeEnd = lineStart
        while typeEnd < lineEnd, bytes[typeEnd] != ASCII.space {
            guard 0x21...0x7E ~= bytes[typeEnd] else { throw WebSocketEventError(.malformedType, offset: typeEnd) }
            typeEnd += 1
        }
        let type = WebSocketEventType.allCases.first { Self.isEqual($0.name, bytes, lineStart..<typeEnd) }
        self.position = lineEnd + 2
        guard typeEnd < lineEnd else { return Frame(type: type, content: ByteBuffer()) }
        let length = try Self.length(in: bytes, typeEnd + 1..<lineEnd)
        return Frame(type: type, content: try self.takeContent(length: length))
    }

    /// Takes content and the line break after it.
    private mutating func takeContent(length: UInt64) throws(WebSocketEventError) -> ByteBuffer {
        let body = self.body
        let bytes = body.readableBytesUInt8Span
        let start = self.position
        guard let length = Int(exactly: length), length <= bytes.count - start,
            let content = body.getSlice(at: body.readerIndex + start, length: length)
        else {
            throw WebSocketEventError(.contentTooShort, offset: bytes.count)
        }
        let end = start + length
        guard end + 1 < bytes.count, bytes[end] == ASCII.carriageReturn, bytes[end + 1] == ASCII.lineFeed else {
            throw WebSocketEventError(.missingContentEnd, offset: end)
        }
        self.position = end + 2
        return content
    }

    /// The offset of the next carriage return that has a line feed after it.
    private static func lineEnd(in bytes: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        while position + 1 < bytes.count {
            if bytes[position] == ASCII.carriageReturn, bytes[position + 1] == ASCII.lineFeed {
                return position
            }
            position += 1
        }
        return nil
    }

    private static func length(in bytes: Span<UInt8>, _ digits: Range<Int>) throws(WebSocketEventError) -> UInt64 {
        var length: UInt64 = 0
        guard !digits.isEmpty else { throw WebSocketEventError(.malformedLength, offset: digits.lowerBound) }
        for offset in digits {
            guard let digit = ASCII.hexValue(bytes[offset]) else {
                throw WebSocketEventError(.malformedLength, offset: offset)
            }
            guard offset - digits.lowerBound < WebSocketEvents.maximumLengthDigits else {
                throw WebSocketEventError(
                    .lengthTooLong(limitDigits: WebSocketEvents.maximumLengthDigits),
                    offset: offset
                )
            }
            length = length << 4 | UInt64(digit)
        }
        return length
    }

    private static func isEqual(_ name: StaticString, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        return range.allSatisfy { bytes[$0] == name.byte(at: $0 - range.lowerBound) }
    }
}
