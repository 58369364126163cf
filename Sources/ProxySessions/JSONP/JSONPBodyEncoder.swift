import NIOCore
import ProxyRouting

/// Turns the body of a response, piece by piece, into what stands for it in the script.
struct JSONPBodyEncoder: Sendable {
    private let mode: JSONPSettings.Mode
    private var string = JSONStringEncoder()
    private var lineEnd = TrailingLineEnd()

    init(_ mode: JSONPSettings.Mode) {
        self.mode = mode
    }

    /// Writes a piece, but for bytes that depend on what follows.
    ///
    /// - Throws: `jsonpEncodingFailed` when the body has to be text and is not.
    mutating func write(_ piece: ByteBuffer, to text: inout ByteBuffer) throws(ProxyError) {
        switch self.mode {
        case .basic:
            self.lineEnd.write(piece, to: &text)
        case .extended:
            guard self.string.write(piece.readableBytesUInt8Span, to: &text) else { throw Self.notText }
        }
    }

    /// Writes what was kept back, once the body is complete.
    ///
    /// - Throws: `jsonpEncodingFailed` when the body ends within a character.
    mutating func finish(to text: inout ByteBuffer) throws(ProxyError) {
        switch self.mode {
        case .basic: self.lineEnd.finish(to: &text)
        case .extended: guard self.string.isBetweenCharacters else { throw Self.notText }
        }
    }

    private static var notText: ProxyError {
        ProxyError(.jsonpEncodingFailed(reason: "its body is not UTF-8"))
    }
}
