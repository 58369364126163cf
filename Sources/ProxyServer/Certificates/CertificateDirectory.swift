import Glibc
import ProxyListener

/// The directory of the files `NAME.crt` and `NAME.key` (reference: behaviour 7.2).
struct CertificateDirectory: Sendable {
    /// The two files of a certificate, and what tells their content from another.
    struct Files: Equatable, Sendable {
        let certificatePath: String
        let keyPath: String
        private let certificateStamp: FileStamp
        private let keyStamp: FileStamp

        fileprivate init(_ stem: String) {
            self.certificatePath = stem + ".crt"
            self.keyPath = stem + ".key"
            self.certificateStamp = FileStamp(path: self.certificatePath)
            self.keyStamp = FileStamp(path: self.keyPath)
        }
    }

    let path: String
    /// The ports whose defaults count.
    let ports: [Int]

    /// What an operator may write where something is missing.
    var example: String {
        "\(self.path)/default_\(self.ports.first ?? 443).crt and .key, or HOST.crt and HOST.key"
    }

    /// The certificates there are, by name.
    ///
    /// A default certificate whose port is not open is left out, and so is a file whose name is no host. Of a host, both
    /// files must be there: a chain of somebody else's may lie about.
    ///
    /// - Throws: why the directory cannot be read.
    func list() throws(FileReadingError) -> [CertificateName: Files] {
        var parts: [CertificateName: (stem: String, count: Int)] = [:]
        for fileName in try self.fileNames() where fileName.hasSuffix(".crt") || fileName.hasSuffix(".key") {
            let stem = String(fileName.dropLast(4))
            guard let name = CertificateName(fileStem: stem) else { continue }
            parts[name, default: (stem, 0)].count += 1
        }
        var files: [CertificateName: Files] = [:]
        for (name, part) in parts {
            switch name {
            case .host where part.count == 2: break
            case .port(let port) where self.ports.contains(port): break
            default: continue
            }
            files[name] = Files("\(self.path)/\(part.stem)")
        }
        return files
    }

    private func fileNames() throws(FileReadingError) -> [String] {
        guard let directory = unsafe opendir(self.path) else {
            throw FileReadingError(path: self.path, operation: .open, code: errno)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names
    }
}
