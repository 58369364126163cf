/// Why a token could not be signed.
public enum GripTokenError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The key is a public one.
    case publicKey
    /// The cryptographic library gave up.
    case signingFailed(reason: String)

    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .publicKey: "a public key cannot sign; configure the private one"
        case .signingFailed(let reason): "failed to sign: \(reason)"
        }
    }
}
