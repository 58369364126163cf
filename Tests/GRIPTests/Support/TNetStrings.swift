import GRIP
import NIOCore

/// The bytes of a value, after those that stand in front.
func tnetstring(_ value: TNetString, after mark: String = "") -> ByteBuffer {
    var buffer = ByteBuffer(string: mark)
    value.write(to: &buffer)
    return buffer
}

extension TNetString {
    /// A byte string that need not be text.
    static func bytes(_ bytes: [UInt8]) -> TNetString {
        .bytes(ByteBuffer(bytes: bytes))
    }
}
