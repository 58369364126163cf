package import NIOCore

extension RequestHead {
    /// Writes the request line, the fields and the empty line.
    ///
    /// The decoder and `HeaderFields` let nothing through that could end a line early. Method and target may have been
    /// changed since, so bytes that have no place in them are left out of the method and percent-encoded in the target,
    /// and an empty target becomes `/`.
    package func write(to buffer: inout ByteBuffer) {
        let lineBytes = self.method.utf8.count + self.target.count + 16
        buffer.reserveCapacity(minimumWritableBytes: lineBytes + self.fields.byteCount)
        if self.method.utf8.allSatisfy({ ByteClass.isToken($0) }) {
            buffer.writeString(self.method)
        } else {
            buffer.writeBytes(self.method.utf8.filter { ByteClass.isToken($0) })
        }
        buffer.writeInteger(ByteClass.space)
        if self.target.isEmpty {
            buffer.writeStaticString("/")
        } else if self.target.allSatisfy({ ByteClass.isTarget($0) }) {
            buffer.writeBytes(self.target)
        } else {
            buffer.writeBytes(self.target.flatMap(Self.encoded))
        }
        buffer.writeInteger(ByteClass.space)
        buffer.write(self.version)
        buffer.writeLineEnd()
        self.fields.write(to: &buffer)
        buffer.writeLineEnd()
    }

    /// A byte of a target as it may be written.
    private static func encoded(_ byte: UInt8) -> [UInt8] {
        guard !ByteClass.isTarget(byte) else { return [byte] }
        let digits = Array("0123456789ABCDEF".utf8)
        return [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}

extension ResponseHead {
    /// Writes the status line, the fields and the empty line.
    ///
    /// A control byte in the reason phrase becomes a space, and a status that is not three digits becomes 500.
    package func write(to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: self.reason.count + self.fields.byteCount + 20)
        buffer.write(self.version)
        buffer.writeInteger(ByteClass.space)
        let status = (100...999).contains(self.status) ? self.status : 500
        buffer.writeInteger(UInt8(0x30 + status / 100))
        buffer.writeInteger(UInt8(0x30 + status / 10 % 10))
        buffer.writeInteger(UInt8(0x30 + status % 10))
        buffer.writeInteger(ByteClass.space)
        if self.reason.allSatisfy({ ByteClass.isFieldContent($0) }) {
            buffer.writeBytes(self.reason)
        } else {
            buffer.writeBytes(self.reason.map { ByteClass.isFieldContent($0) ? $0 : ByteClass.space })
        }
        buffer.writeLineEnd()
        self.fields.write(to: &buffer)
        buffer.writeLineEnd()
    }
}

extension ByteBuffer {
    /// Writes CR LF.
    fileprivate mutating func writeLineEnd() {
        self.writeInteger(UInt16(0x0D0A))
    }

    /// Writes the version as it stands in a start line; everything that is not 1.0 is 1.1 here.
    fileprivate mutating func write(_ version: HTTPVersion) {
        self.writeStaticString(version == .http10 ? "HTTP/1.0" : "HTTP/1.1")
    }
}
