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

    /// Lets go of the memory if everything in it was decoded: an idle connection keeps none.
    mutating func releaseIfEmpty() {
        if self.readableBytes == 0 {
            self = ByteBuffer()
        }
    }
}
