import GRIP
import NIOCore

/// The bytes of a value, between others.
func tnetstring(_ value: TNetString, after mark: String = "", before rest: String = "") -> ByteBuffer {
    var buffer = ByteBuffer(string: mark)
    value.write(to: &buffer)
    buffer.writeString(rest)
    return buffer
}

extension TNetString {
    /// A byte string that need not be text.
    static func bytes(_ bytes: [UInt8]) -> TNetString {
        .bytes(ByteBuffer(bytes: bytes))
    }
}
