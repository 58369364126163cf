package import NIOCore

extension HeaderFields {
    /// Writes every field as `Name: value` with a line end, in order, without the empty line that ends a head.
    ///
    /// Unless something was removed this is one copy of the block.
    package func write(to buffer: inout ByteBuffer) {
        if self.isDense {
            buffer.writeBytes(self.block)
            return
        }
        // Neighbours in the block go out together.
        var run = 0..<0
        for entry in self.entries {
            if entry.start == run.upperBound, !run.isEmpty {
                run = run.lowerBound..<entry.lineEnd
            } else {
                buffer.writeBytes(self.block[run])
                run = entry.start..<entry.lineEnd
            }
        }
        buffer.writeBytes(self.block[run])
    }
}
