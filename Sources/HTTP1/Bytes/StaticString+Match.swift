extension StaticString {
    /// Whether these small letters are what the bytes are in any spelling.
    func matches(_ bytes: Span<UInt8>) -> Bool {
        guard self.hasPointerRepresentation, self.utf8CodeUnitCount == bytes.count else { return false }
        // Safety: the buffer is used only within the closure and indexed below its length, which was just compared.
        return self.withUTF8Buffer { letters in
            for index in bytes.indices {
                let letter = unsafe letters[index]
                guard ByteClass.lowercased(bytes[index]) == letter else { return false }
            }
            return true
        }
    }
}
