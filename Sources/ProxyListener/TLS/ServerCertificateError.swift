/// Why a certificate and its key cannot be used.
package enum ServerCertificateError: Error, Equatable, CustomStringConvertible {
    /// The certificate's file has none.
    case noCertificate
    /// The key's file has none, or one that is encrypted.
    case noKey
    /// The key belongs to another certificate.
    case keyOfAnother
    /// The library refuses the two for another reason.
    case unusable(reason: String)

    /// Whether the file to look at is that of the key.
    package var isAboutKey: Bool { self == .noKey || self == .keyOfAnother }

    package var description: String {
        switch self {
        case .noCertificate:
            "holds no certificate; write PEM, from BEGIN CERTIFICATE to END CERTIFICATE"
        case .noKey:
            "holds no private key that can be read; write PEM, without a passphrase"
        case .keyOfAnother:
            "does not belong to the first certificate of its .crt file; the server's own goes first, then its issuers'"
        case .unusable(let reason):
            "cannot be used: \(reason)"
        }
    }
}
