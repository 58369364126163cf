@testable import ProxyListener

extension ServerCertificate {
    /// The certificate of one.test.
    static func one() throws -> ServerCertificate {
        try ServerCertificate(
            chain: Array(TestCertificates.oneCertificate.utf8),
            key: Array(TestCertificates.oneKey.utf8)
        )
    }

    /// The certificate of two.test.
    static func two() throws -> ServerCertificate {
        try ServerCertificate(
            chain: Array(TestCertificates.twoCertificate.utf8),
            key: Array(TestCertificates.twoKey.utf8)
        )
    }
}
