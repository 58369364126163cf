package import NIOCore

extension RequestHead {
    /// Writes the request line, the fields and the empty line.
    ///
    /// The decoder and `HeaderFields` let nothing through that could end a line early. Method and target may have been
    /// changed since, so bytes that have no place in them are left out of the method and percent-encoded in the target,
    /// and an empty target becomes `/`.
    package func write(to buffer: inout ByteBuffer) {
        let method = self.method.utf8.allSatisfy { ByteClass.isToken($0) } ? self.method : Self.token(of: self.method)
        let target = self.target.allSatisfy { ByteClass.isTarget($0) } ? self.target : self.target.flatMap(Self.encoded)
        // One piece of memory for the whole head: a write of the buffer costs more than most of the pieces.
        let byteCount = method.utf8.count + max(target.count, 1) + self.fields.byteCount + 14
        buffer.writeWithOutputRawSpan(minimumWritableBytes: byteCount) { output in
            for byte in method.utf8 {
                output.append(byte)
            }
            output.append(ByteClass.space)
            if target.isEmpty {
                output.append(UInt8(ascii: "/"))
            } else {
                output.append(copying: target)
            }
            output.append(ByteClass.space)
            output.append(self.version)
            output.appendLineEnd()
            self.fields.write(to: &output)
            output.appendLineEnd()
        }
    }

    /// The bytes of a method that may stand in one.
    private static func token(of method: String) -> String {
        String(decoding: method.utf8.filter { ByteClass.isToken($0) }, as: UTF8.self)
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
        let isReasonClean = self.reason.allSatisfy { ByteClass.isFieldContent($0) }
        let reason =
            isReasonClean ? self.reason : self.reason.map { ByteClass.isFieldContent($0) ? $0 : ByteClass.space }
        let status = (100...999).contains(self.status) ? self.status : 500
        buffer.writeWithOutputRawSpan(minimumWritableBytes: reason.count + self.fields.byteCount + 17) { output in
            output.append(self.version)
            output.append(ByteClass.space)
            output.append(UInt8(0x30 + status / 100))
            output.append(UInt8(0x30 + status / 10 % 10))
            output.append(UInt8(0x30 + status % 10))
            output.append(ByteClass.space)
            output.append(copying: reason)
            output.appendLineEnd()
            self.fields.write(to: &output)
            output.appendLineEnd()
        }
    }
}

extension OutputRawSpan {
    /// Appends the version as it stands in a start line; everything that is not 1.0 is 1.1 here.
    fileprivate mutating func append(_ version: HTTPVersion) {
        self.append(copying: version == .http10 ? "HTTP/1.0" : "HTTP/1.1")
    }
}
