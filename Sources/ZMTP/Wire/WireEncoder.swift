import NIOCore

/// Writes what is sent: frames for messages and commands.
enum WireEncoder {
    /// A message, ready to be sent to any number of peers.
    static func message(_ parts: [ByteBuffer]) -> ByteBuffer {
        let count = parts.reduce(0) { $0 + $1.readableBytes + 9 }
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        for (index, part) in parts.enumerated() {
            let header = FrameHeader(isCommand: false, hasMore: index + 1 < parts.count, length: part.readableBytes)
            header.write(to: &buffer)
            buffer.writeImmutableBuffer(part)
        }
        return buffer
    }

    static func ready(_ properties: PeerProperties) -> ByteBuffer {
        var data = ByteBuffer()
        properties.write(to: &data)
        return Self.command("READY", data)
    }

    /// Tells the peer why it is refused; the first 255 bytes of the reason are sent.
    static func error(_ reason: String) -> ByteBuffer {
        let reason = reason.utf8.prefix(255)
        var data = ByteBuffer()
        data.writeInteger(UInt8(reason.count))
        data.writeBytes(reason)
        return Self.command("ERROR", data)
    }

    static func pong(context: ByteBuffer) -> ByteBuffer {
        Self.command("PONG", context)
    }

    /// A subscription to a topic, or its end, as the peer's version has it.
    ///
    /// ZMTP 3.0 knows messages for this, whose one part begins with 1 or 0; ZMTP 3.1 has commands.
    static func subscription(_ topic: String, isCancelled: Bool, version: ProtocolVersion) -> ByteBuffer {
        if version >= ProtocolVersion(major: 3, minor: 1) {
            return Self.command(isCancelled ? "CANCEL" : "SUBSCRIBE", ByteBuffer(string: topic))
        }
        var part = ByteBuffer()
        part.writeInteger(isCancelled ? 0 : 1 as UInt8)
        part.writeString(topic)
        return Self.message([part])
    }

    private static func command(_ name: StaticString, _ data: ByteBuffer) -> ByteBuffer {
        let length = 1 + name.utf8CodeUnitCount + data.readableBytes
        var buffer = ByteBufferAllocator().buffer(capacity: length + 9)
        FrameHeader(isCommand: true, hasMore: false, length: length).write(to: &buffer)
        buffer.writeInteger(UInt8(name.utf8CodeUnitCount))
        buffer.writeStaticString(name)
        buffer.writeImmutableBuffer(data)
        return buffer
    }
}
