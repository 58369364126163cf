import Synchronization

/// The certificates in force on all TLS ports; replaced as a whole.
package final class CertificateStore: Sendable {
    private let certificates: Mutex<[CertificateName: ServerCertificate]>

    /// A store with these certificates.
    package init(_ certificates: [CertificateName: ServerCertificate]) {
        self.certificates = Mutex(certificates)
    }

    /// Puts other certificates in force for connections that begin from now on.
    package func replace(with certificates: [CertificateName: ServerCertificate]) {
        self.certificates.withLock { $0 = certificates }
    }

    /// The certificate for a connection; `nil` when there is none for it.
    func certificate(serverName: String?, port: Int) -> ServerCertificate? {
        let candidates = CertificateName.candidates(serverName: serverName, port: port)
        return self.certificates.withLock { certificates in
            for candidate in candidates {
                if let certificate = certificates[candidate] { return certificate }
            }
            return nil
        }
    }
}
