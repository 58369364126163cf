import ProxyListener

/// The certificates that were loaded, with the files they came from.
///
/// A certificate that cannot be read anew stays as it was, so a change is never for the worse.
struct CertificateSet: Sendable {
    private struct Entry: Sendable {
        let files: CertificateDirectory.Files
        let certificate: ServerCertificate
    }

    private var entries: [CertificateName: Entry] = [:]

    /// The certificates by name.
    var certificates: [CertificateName: ServerCertificate] { self.entries.mapValues(\.certificate) }

    /// Reads what is new in the directory.
    ///
    /// - Parameters:
    ///   - directory: the directory.
    ///   - now: the present time, in seconds since 1970.
    /// - Returns: what could not be used, and what is out of date.
    mutating func update(
        from directory: CertificateDirectory,
        now: Int
    ) -> (
        problems: [CertificateProblem], warnings: [CertificateProblem]
    ) {
        let found: [CertificateName: CertificateDirectory.Files]
        do throws(FileReadingError) {
            found = try directory.list()
        } catch {
            return ([CertificateProblem(path: directory.path, reason: error.problem)], [])
        }
        var problems: [CertificateProblem] = []
        var warnings: [CertificateProblem] = []
        var entries: [CertificateName: Entry] = [:]
        for (name, files) in found.sorted(by: { $0.value.certificatePath < $1.value.certificatePath }) {
            if let known = self.entries[name], known.files == files {
                entries[name] = known
                continue
            }
            do throws(CertificateProblem) {
                let certificate = try Self.read(files)
                entries[name] = Entry(files: files, certificate: certificate)
                if certificate.expires < now {
                    let days = (now - certificate.expires) / 86_400
                    warnings.append(
                        CertificateProblem(path: files.certificatePath, reason: "expired \(days) days ago; renew it")
                    )
                }
            } catch {
                problems.append(error)
                entries[name] = self.entries[name]
            }
        }
        // Without the default of an open port its clients would be turned away.
        for (name, known) in self.entries where entries[name] == nil {
            guard case .port = name else { continue }
            problems.append(CertificateProblem(path: known.files.certificatePath, reason: "is gone"))
            entries[name] = known
        }
        self.entries = entries
        return (problems, warnings)
    }

    private static func read(_ files: CertificateDirectory.Files) throws(CertificateProblem) -> ServerCertificate {
        let chain = try Self.contents(of: files.certificatePath)
        let key = try Self.contents(of: files.keyPath)
        do throws(ServerCertificateError) {
            return try ServerCertificate(chain: chain, key: key)
        } catch {
            let path = error.isAboutKey ? files.keyPath : files.certificatePath
            throw CertificateProblem(path: path, reason: "\(error)")
        }
    }

    private static func contents(of path: String) throws(CertificateProblem) -> [UInt8] {
        do throws(FileReadingError) {
            return try FileReading.contents(of: path)
        } catch {
            throw CertificateProblem(path: path, reason: error.problem)
        }
    }
}
