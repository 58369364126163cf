internal import Crypto
internal import CryptoExtras

/// A key that signs or verifies tokens; its kind fixes the algorithm.
///
/// Printing a key never shows it. Source: reference "behaviour" 6.
public struct GripKey: Sendable {
    /// What the key is made of.
    enum Material: Sendable {
        case secret(SymmetricKey)
        case ecPrivate(P256.Signing.PrivateKey)
        case ecPublic(P256.Signing.PublicKey)
        case rsaPrivate(_RSA.Signing.PrivateKey)
        case rsaPublic(_RSA.Signing.PublicKey)
    }

    /// The signature algorithms of RFC 7518 section 3 that keys here can have.
    public enum Algorithm: String, Sendable, CaseIterable {
        /// HMAC with SHA-256, for shared secrets.
        case hs256 = "HS256"
        /// ECDSA on P-256 with SHA-256.
        case es256 = "ES256"
        /// RSASSA-PKCS1-v1_5 with SHA-256.
        case rs256 = "RS256"
    }

    let material: Material

    /// Creates a key from the bytes of a shared secret.
    ///
    /// - Throws: ``GripKeyError/empty`` when there are none.
    public init(secret: some Sequence<UInt8>) throws(GripKeyError) {
        let secret = Array(secret)
        guard !secret.isEmpty else { throw .empty }
        self.material = .secret(SymmetricKey(data: secret))
    }

    /// Creates a key from PEM text: EC P-256 or RSA, private for signing and verifying, public for verifying only.
    ///
    /// - Throws: ``GripKeyError/unsupportedPEM`` when no key of these kinds is in the text.
    public init(pem: String) throws(GripKeyError) {
        guard let material = PEM.material(of: pem) else { throw .unsupportedPEM }
        self.material = material
    }

    /// The algorithm that goes with the key; what a token says about it does not matter.
    public var algorithm: Algorithm {
        switch self.material {
        case .secret: .hs256
        case .ecPrivate, .ecPublic: .es256
        case .rsaPrivate, .rsaPublic: .rs256
        }
    }

    /// Whether the key can sign; public keys cannot.
    public var canSign: Bool {
        switch self.material {
        case .secret, .ecPrivate, .rsaPrivate: true
        case .ecPublic, .rsaPublic: false
        }
    }

    /// The length of a shared secret in bytes, `nil` for other keys; below 32 it deserves a warning (RFC 7518 3.2).
    public var secretByteCount: Int? {
        guard case .secret(let secret) = self.material else { return nil }
        return secret.bitCount / 8
    }
}

extension GripKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of key, nothing of the key itself.
    public var description: String {
        "\(self.algorithm.rawValue) \(self.canSign ? "key" : "public key") ***"
    }

    /// The same as ``description``.
    public var debugDescription: String { self.description }

    /// A mirror without children, so that dumps do not show the key.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
