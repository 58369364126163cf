import NIOCore

/// Passes a body on without the line end it may end in: one CR LF or one LF (reference: behaviour 5.2, basic mode).
struct TrailingLineEnd: Sendable {
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    /// The bytes at the end of what came that may be, or may become, the last line end; at most two.
    private var held: [UInt8] = []

    /// Writes a piece but for a line end at its end.
    mutating func write(_ piece: ByteBuffer, to text: inout ByteBuffer) {
        let bytes = piece.readableBytesView
        guard let last = bytes.last else { return }
        if self.held == [Self.carriageReturn], bytes.count == 1, last == Self.lineFeed {
            self.held.append(last)
            return
        }
        text.writeBytes(self.held)
        let heldByteCount =
            switch last {
            case Self.lineFeed where bytes.dropLast().last == Self.carriageReturn: 2
            case Self.lineFeed, Self.carriageReturn: 1
            default: 0
            }
        text.writeBytes(bytes.dropLast(heldByteCount))
        self.held = Array(bytes.suffix(heldByteCount))
    }

    /// Writes what was kept back and turned out to be no line end.
    mutating func finish(to text: inout ByteBuffer) {
        if self.held == [Self.carriageReturn] {
            text.writeBytes(self.held)
        }
        self.held = []
    }
}
