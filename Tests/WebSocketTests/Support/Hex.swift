import NIOCore

/// Bytes written as hexadecimal numbers, as RFC 6455 and RFC 7692 write them, with spaces anywhere between them.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

extension ByteBuffer {
    /// The readable bytes.
    var array: [UInt8] { Array(self.readableBytesView) }
}
