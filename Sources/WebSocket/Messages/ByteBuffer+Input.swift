import NIOCore

extension ByteBuffer {
    /// Puts freshly read bytes behind those that wait to be decoded.
    ///
    /// Usually none wait, and then nothing is copied. Otherwise bytes that were decoded are let go of first as soon as
    /// they are the larger part, so that a long connection does not carry its past along.
    mutating func appendInput(_ bytes: ByteBuffer) {
        if self.readableBytes == 0 {
            self = bytes
            return
        }
        if self.readerIndex > self.readableBytes {
            self.discardReadBytes()
        }
        self.writeImmutableBuffer(bytes)
    }

    /// Lets go of memory that is not needed while more bytes are waited for.
    ///
    /// An idle connection keeps none, and one that sends half a frame header and then falls silent does not pin a whole
    /// read buffer.
    mutating func trimInput() {
        if self.readableBytes == 0 {
            self = ByteBuffer()
        } else if self.storageCapacity > 4 * self.readableBytes + 1024 {
            var copy = ByteBufferAllocator().buffer(capacity: self.readableBytes)
            copy.writeImmutableBuffer(self)
            self = copy
        }
    }
}
