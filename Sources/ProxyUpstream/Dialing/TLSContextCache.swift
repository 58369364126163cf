import NIOCore
package import NIOSSL
import Synchronization

/// The TLS settings towards origins, one NIOSSL context per distinct set of options, shared by all loops.
///
/// Making a context reads the root certificates and the client certificate from disk, so the first connection of a
/// set of options holds its loop up for some milliseconds. Certificates are read again after `removeAll`, which belongs
/// into every reload.
package final class TLSContextCache: Sendable {
    private struct Options: Hashable {
        let verifiesCertificate: Bool
        let clientCertificatePath: String?
        let clientKeyPath: String?

        init(_ tls: OriginTLS) {
            self.verifiesCertificate = tls.verifiesCertificate
            self.clientCertificatePath = tls.clientCertificatePath
            self.clientKeyPath = tls.clientKeyPath
        }
    }

    private let trustRoots: NIOSSLTrustRoots
    private let contexts = Mutex<[Options: NIOSSLContext]>([:])

    /// An empty cache.
    ///
    /// - Parameter trustRoots: Whom to trust; the system's root store unless said otherwise.
    package init(trustRoots: NIOSSLTrustRoots = .default) {
        self.trustRoots = trustRoots
    }

    /// Forgets everything, so that certificates are read anew.
    package func removeAll() {
        self.contexts.withLock { $0.removeAll() }
    }

    /// The context for these options, made on first use.
    ///
    /// Throws when a file cannot be read or does not hold a match.
    func context(for tls: OriginTLS) throws -> NIOSSLContext {
        let options = Options(tls)
        if let context = self.contexts.withLock({ $0[options] }) {
            return context
        }
        let context = try self.makeContext(options)
        self.contexts.withLock { $0[options] = context }
        return context
    }

    private func makeContext(_ options: Options) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.trustRoots = self.trustRoots
        configuration.certificateVerification = options.verifiesCertificate ? .fullVerification : .none
        // An origin that does not answer the closing message must not hold the socket.
        configuration.shutdownTimeout = .seconds(1)
        if let certificatePath = options.clientCertificatePath {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificatePath).map { .certificate($0) }
            let key = try NIOSSLPrivateKey(file: options.clientKeyPath ?? certificatePath, format: .pem)
            configuration.privateKey = .privateKey(key)
        }
        return try NIOSSLContext(configuration: configuration)
    }

    /// The handler that secures one connection.
    func makeHandler(for tls: OriginTLS) throws -> NIOSSLClientHandler {
        let context = try self.context(for: tls)
        let name = OriginEndpoint.withoutBrackets(tls.serverName)
        do {
            return try NIOSSLClientHandler(context: context, serverHostname: name)
        } catch let error as NIOSSLExtraError where error == .cannotUseIPAddressInSNI {
            // Without a name the certificate is held against the address that was connected to.
            return try NIOSSLClientHandler(context: context, serverHostname: nil)
        }
    }
}
