package import NIOCore

extension HeaderFields {
    /// Writes every field as `Name: value` with a line end, in order, without the empty line that ends a head.
    ///
    /// Unless something was removed this is one copy of the block.
    package func write(to buffer: inout ByteBuffer) {
        buffer.writeWithOutputRawSpan(minimumWritableBytes: self.byteCount) { self.write(to: &$0) }
    }

    /// Writes the fields to memory that has room for `byteCount` bytes more.
    func write(to output: inout OutputRawSpan) {
        if self.isDense {
            output.append(copying: self.block)
            return
        }
        // Neighbours in the block go out together.
        var run = 0..<0
        for entry in self.entries {
            if entry.start == run.upperBound, !run.isEmpty {
                run = run.lowerBound..<entry.lineEnd
            } else {
                output.append(copying: self.block, in: run)
                run = entry.start..<entry.lineEnd
            }
        }
        output.append(copying: self.block, in: run)
    }
}
