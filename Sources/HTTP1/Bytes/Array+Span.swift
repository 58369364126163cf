extension [UInt8] {
    /// Copies the bytes of a span.
    init(copying bytes: Span<UInt8>) {
        self = []
        self.append(copying: bytes)
    }

    /// Appends a copy of the bytes of a span, in one go.
    ///
    /// Safety: the pointer does not leave the closure, and `append` copies what it points to.
    mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { pointer in
            unsafe self.append(contentsOf: pointer)
        }
    }
}
