/// What is wrong with a certificate's file, or with the directory, for the operator.
struct CertificateProblem: Error, Equatable, CustomStringConvertible {
    /// The file or the directory.
    let path: String
    /// What is wrong with it, to be read behind its name.
    let reason: String

    var description: String { "\(self.path) \(self.reason)" }
}
