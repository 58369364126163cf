import NIOCore
import NIOSSL

/// A certificate with its chain and key, ready to serve connections of any loop.
package struct ServerCertificate: Sendable {
    /// The protocols that are offered to clients (RFC 7301).
    static let applicationProtocols = ["http/1.1"]
    /// Those with forward secrecy and authenticated encryption, as in Mozilla's intermediate profile; the suites of
    /// TLS 1.3 are not a matter of choice.
    private static let cipherSuites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]
    /// How long a client may take to answer that the connection is over.
    private static let shutdownTimeout = TimeAmount.seconds(1)

    let context: NIOSSLContext
    /// When the certificate stops to be valid, in seconds since 1970.
    package let expires: Int

    /// Reads a certificate and its key.
    ///
    /// - Parameters:
    ///   - chain: PEM, the server's own certificate first, then those of its issuers.
    ///   - key: PEM, not encrypted.
    /// - Throws: what is wrong with which of the two.
    package init(chain: [UInt8], key: [UInt8]) throws(ServerCertificateError) {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(chain), let first = certificates.first else {
            throw .noCertificate
        }
        guard let privateKey = try? NIOSSLPrivateKey(bytes: key, format: .pem) else {
            throw .noKey
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) },
            privateKey: .privateKey(privateKey)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = Self.cipherSuites
        configuration.applicationProtocols = Self.applicationProtocols
        configuration.shutdownTimeout = Self.shutdownTimeout
        do {
            self.context = try NIOSSLContext(configuration: configuration)
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw .keyOfAnother
        } catch {
            throw .unusable(reason: TLSFailure.reason(of: error))
        }
        self.expires = Int(first.notValidAfter)
    }
}
