internal import Crypto
internal import CryptoExtras

extension GripKey {
    /// The signature of bytes in the form tokens carry it (RFC 7518 section 3), `nil` for public keys.
    ///
    /// Throws what the cryptographic library throws, which is not expected to happen with keys it accepted.
    func signature(of bytes: [UInt8]) throws -> [UInt8]? {
        switch self.material {
        case .secret(let secret):
            Array(HMAC<SHA256>.authenticationCode(for: bytes, using: secret))
        case .ecPrivate(let key):
            Array(try key.signature(for: bytes).rawRepresentation)
        case .rsaPrivate(let key):
            Array(try key.signature(for: bytes, padding: .insecurePKCS1v1_5).rawRepresentation)
        case .ecPublic, .rsaPublic:
            nil
        }
    }

    /// Whether a signature is this key's, compared in constant time where that matters.
    func isSignature(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
        switch self.material {
        case .secret(let secret):
            HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: bytes, using: secret)
        case .ecPrivate(let key):
            Self.isSignature(signature, of: bytes, by: key.publicKey)
        case .ecPublic(let key):
            Self.isSignature(signature, of: bytes, by: key)
        case .rsaPrivate(let key):
            Self.isSignature(signature, of: bytes, by: key.publicKey)
        case .rsaPublic(let key):
            Self.isSignature(signature, of: bytes, by: key)
        }
    }

    private static func isSignature(_ signature: [UInt8], of bytes: [UInt8], by key: P256.Signing.PublicKey) -> Bool {
        // Throws only for a wrong length, which is a wrong signature.
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }

    private static func isSignature(_ signature: [UInt8], of bytes: [UInt8], by key: _RSA.Signing.PublicKey) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return key.isValidSignature(signature, for: bytes, padding: .insecurePKCS1v1_5)
    }
}
