public import NIOCore

extension TNetString {
    /// Appends the value as a tnetstring.
    public func write(to buffer: inout ByteBuffer) {
        switch self {
        case .null: buffer.writeStaticString("0:~")
        case .bool(let value): buffer.writeStaticString(value ? "4:true!" : "5:false!")
        case .integer(let number): Self.write(String(number), type: "#", to: &buffer)
        case .float(let number):
            guard let text = JSONNumber(number)?.text else { return Self.null.write(to: &buffer) }
            Self.write(text, type: "^", to: &buffer)
        case .bytes(let bytes):
            buffer.writeString("\(bytes.readableBytes):")
            buffer.writeImmutableBuffer(bytes)
            buffer.writeStaticString(",")
        case .list(let elements):
            // A length comes first, so what it counts is written elsewhere before.
            var data = ByteBuffer()
            for element in elements {
                element.write(to: &data)
            }
            Self.write(data, type: "]", to: &buffer)
        case .dictionary(let members):
            var data = ByteBuffer()
            for member in members {
                Self.write(member.name, type: ",", to: &data)
                member.value.write(to: &data)
            }
            Self.write(data, type: "}", to: &buffer)
        }
    }

    private static func write(_ text: String, type: StaticString, to buffer: inout ByteBuffer) {
        buffer.writeString("\(text.utf8.count):")
        buffer.writeString(text)
        buffer.writeStaticString(type)
    }

    private static func write(_ data: ByteBuffer, type: StaticString, to buffer: inout ByteBuffer) {
        buffer.writeString("\(data.readableBytes):")
        buffer.writeImmutableBuffer(data)
        buffer.writeStaticString(type)
    }
}
