/// Why the text of a key setting could not be used; nothing of the key itself appears in it.
public enum GripKeyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text, or what it decodes to, is empty.
    case empty
    /// The file of a `file:` key could not be read.
    case unreadableFile(path: String, reason: String)
    /// The file of a `file:` key holds neither PEM nor hexadecimal digits.
    case malformedFile(path: String)
    /// PEM text that is no key, or one of a kind that cannot be used.
    case unsupportedPEM

    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .empty:
            "the key is empty; set a text, base64:TEXT or file:PATH"
        case .unreadableFile(let path, let reason):
            "key file '\(path)' cannot be read: \(reason)"
        case .malformedFile(let path):
            "key file '\(path)' is neither PEM nor the hexadecimal digits of a shared secret"
        case .unsupportedPEM:
            "the PEM text is not an unencrypted EC P-256 key or an RSA key of at least 2048 bits"
        }
    }
}
