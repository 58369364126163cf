import NIOSSL
import Testing

@testable import ProxyListener

struct ServerCertificateTests {
    @Test func certificateTellsWhenItExpires() throws {
        let certificate = try ServerCertificate.one()
        #expect(certificate.expires > 4_000_000_000)
        #expect(certificate.context.configuration.minimumTLSVersion == .tlsv12)
    }

    @Test func chainMayHaveFurtherCertificates() throws {
        let chain = TestCertificates.oneCertificate + "\n" + TestCertificates.twoCertificate
        _ = try ServerCertificate(chain: Array(chain.utf8), key: Array(TestCertificates.oneKey.utf8))
    }

    @Test(arguments: [
        ("", TestCertificates.oneKey, ServerCertificateError.noCertificate),
        ("nonsense", TestCertificates.oneKey, .noCertificate),
        (TestCertificates.oneKey, TestCertificates.oneKey, .noCertificate),
        (String(TestCertificates.oneCertificate.dropLast(100)), TestCertificates.oneKey, .noCertificate),
        (TestCertificates.oneCertificate, "", .noKey),
        (TestCertificates.oneCertificate, "nonsense", .noKey),
        (TestCertificates.oneCertificate, TestCertificates.oneCertificate, .noKey),
        (TestCertificates.oneCertificate, TestCertificates.encryptedKey, .noKey),
        (TestCertificates.oneCertificate, TestCertificates.twoKey, .keyOfAnother),
        (
            TestCertificates.twoCertificate + "\n" + TestCertificates.oneCertificate, TestCertificates.oneKey,
            .keyOfAnother
        ),
    ])
    func whatCannotBeUsedIsNamed(chain: String, key: String, error: ServerCertificateError) {
        #expect(throws: error) {
            _ = try ServerCertificate(chain: Array(chain.utf8), key: Array(key.utf8))
        }
        #expect(error.isAboutKey == (error != .noCertificate))
    }
}
