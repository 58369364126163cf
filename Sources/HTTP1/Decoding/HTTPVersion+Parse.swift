extension HTTPVersion {
    /// Reads `HTTP/1.0` or `HTTP/1.1`; a higher minor version counts as 1.1.
    ///
    /// Source: RFC 9112, section 2.3; RFC 9110, section 2.5.
    ///
    /// - Throws: `unsupportedVersion` for another major version, `malformedStartLine` for anything that is no version.
    init(_ bytes: Span<UInt8>) throws(HTTPDecodingError) {
        guard bytes.count == 8,
            bytes[0] == 0x48, bytes[1] == 0x54, bytes[2] == 0x54, bytes[3] == 0x50, bytes[4] == 0x2F,
            let major = ByteClass.digit(bytes[5]), bytes[6] == 0x2E, let minor = ByteClass.digit(bytes[7])
        else { throw .malformedStartLine }
        guard major == 1 else { throw .unsupportedVersion }
        self = minor == 0 ? .http10 : .http11
    }
}
