extension GripKey {
    /// Reads a key from the text of a setting such as `sig_key`.
    ///
    /// | text | key |
    /// |---|---|
    /// | `file:PATH` | PEM if the file starts with `-----BEGIN`, else hexadecimal digits of a shared secret |
    /// | `base64:TEXT` | the decoded bytes as shared secret, or PEM if that is what they are |
    /// | text that starts with `-----BEGIN` | PEM |
    /// | other text | its UTF-8 bytes as shared secret |
    ///
    /// Base64 is decoded leniently and may use either alphabet. PEM text is never taken for a shared secret, wherever
    /// it stands: a public key used as one could be known to anybody.
    /// Source: reference "behaviour" 6; PEM outside of files as the client libraries have it (seed libraries 1.1).
    /// - Parameters:
    ///   - text: The value of the setting.
    ///   - readFile: Reads the file of a `file:` key; relative paths are the caller's to resolve.
    /// - Throws: A ``GripKeyError``. An error of `readFile` becomes ``GripKeyError/unreadableFile(path:reason:)``.
    public init(parsing text: String, readFile: (String) throws -> [UInt8]) throws(GripKeyError) {
        if text.hasPrefix("file:") {
            try self.init(file: String(text.dropFirst(5)), readFile: readFile)
        } else if text.hasPrefix("base64:") {
            try self.init(pemOrSecret: Base64.decodeEitherAlphabet(text.utf8.dropFirst(7)))
        } else {
            try self.init(pemOrSecret: Array(text.utf8))
        }
    }

    private init(pemOrSecret bytes: [UInt8]) throws(GripKeyError) {
        if PEM.isPEM(bytes[...]) {
            try self.init(pem: String(decoding: bytes, as: UTF8.self))
        } else {
            try self.init(secret: bytes)
        }
    }

    private init(file path: String, readFile: (String) throws -> [UInt8]) throws(GripKeyError) {
        let content: [UInt8]
        do {
            content = try readFile(path)
        } catch {
            throw .unreadableFile(path: path, reason: String(describing: error))
        }
        if PEM.isPEM(content[...]) {
            try self.init(pem: String(decoding: content, as: UTF8.self))
            return
        }
        guard let secret = Self.hexadecimal(ASCII.trimmed(content[...])) else { throw .malformedFile(path: path) }
        try self.init(secret: secret)
    }

    /// The bytes that pairs of hexadecimal digits stand for, `nil` for anything else.
    private static func hexadecimal(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var rest = text
        while let high = rest.popFirst(), let low = rest.popFirst() {
            guard let high = ASCII.hexValue(high), let low = ASCII.hexValue(low) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
