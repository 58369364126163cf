extension StaticString {
    /// The byte at an offset into the text, or 0 beyond its end.
    func byte(at offset: Int) -> UInt8 {
        guard offset >= 0, offset < self.utf8CodeUnitCount else { return 0 }
        // The pointer is valid for the process's life and the offset was checked.
        return unsafe self.utf8Start[offset]
    }
}
