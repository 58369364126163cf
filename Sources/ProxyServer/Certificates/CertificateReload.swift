import Logging
import ProxyListener

/// Loads the certificates of the TLS ports, and puts changed ones into force on all of them at once.
///
/// Established connections go on with theirs.
actor CertificateReload {
    nonisolated let directory: CertificateDirectory
    /// The certificates in force.
    nonisolated let store: CertificateStore
    /// The state of the directory before it was first read: a change meanwhile is then noticed.
    nonisolated let firstListing: [CertificateName: CertificateDirectory.Files]?
    private var set: CertificateSet
    private let logger: Logger

    /// Loads the certificates for the start.
    ///
    /// - Parameters:
    ///   - directory: where they are.
    ///   - logger: for what is wrong with them later.
    /// - Throws: `ProxyServerError` when one cannot be used, or a port has none at all.
    init(_ directory: CertificateDirectory, logger: Logger) throws(ProxyServerError) {
        self.directory = directory
        self.logger = logger
        self.firstListing = try? directory.list()
        self.set = CertificateSet()
        let (problems, warnings) = self.set.update(from: directory, now: UnixTime.now())
        if let problem = problems.first {
            throw ProxyServerError.badCertificate("\(problem)", example: directory.example)
        }
        let certificates = self.set.certificates
        self.store = CertificateStore(certificates)
        let hasHosts = certificates.keys.contains { if case .host = $0 { true } else { false } }
        for port in directory.ports where certificates[.port(port)] == nil {
            guard hasHosts else {
                throw ProxyServerError.badCertificate(
                    "\(directory.path) has no certificate for port \(port)",
                    example: directory.example
                )
            }
            logger.info("port \(port) serves only clients that ask for a host with a certificate")
        }
        Self.log(certificates.count, warnings, logger)
    }

    /// What a reload would put into force.
    struct Candidate: Sendable {
        fileprivate let set: CertificateSet
        fileprivate let warnings: [CertificateProblem]
        /// What could not be used, and stays as it was: one line each.
        let faults: [String]
    }

    /// Reads what has changed, and changes nothing.
    func read() -> Candidate {
        var set = self.set
        let (problems, warnings) = set.update(from: self.directory, now: UnixTime.now())
        let faults = problems.map { "\($0); what was loaded before stays in force" }
        return Candidate(set: set, warnings: warnings, faults: faults)
    }

    /// Puts what was read into force.
    func use(_ candidate: Candidate) {
        self.set = candidate.set
        let certificates = self.set.certificates
        self.store.replace(with: certificates)
        Self.log(certificates.count, candidate.warnings, self.logger)
    }

    /// Reads what has changed; what cannot be used is reported, and stays as it was.
    func reload() {
        let candidate = self.read()
        for fault in candidate.faults {
            self.logger.warning("\(fault)")
        }
        self.use(candidate)
    }

    private static func log(_ count: Int, _ warnings: [CertificateProblem], _ logger: Logger) {
        for warning in warnings {
            logger.warning("\(warning)")
        }
        logger.info("certificates loaded: \(count)")
    }
}
