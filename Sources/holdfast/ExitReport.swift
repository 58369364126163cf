import ArgumentParser
import ProxyServer

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How the process ends: what it prints and its exit status.
///
/// | status | meaning |
/// |---|---|
/// | 0 | stopped by a signal, done, or `--help` and `--version` |
/// | 1 | an address cannot be listened on, something failed while running, or nothing was published |
/// | 2 | a flag, a file, a line or a value cannot be used |
/// | 3 | a port is taken |
struct ExitReport {
    let text: String
    let status: Int32

    /// The report of an error that ended the command.
    init(_ error: any Error) {
        switch error {
        case let error as ConfigurationError:
            self.init(text: error.description, status: 2)
        case let error as CommandFailure:
            self.init(text: error.lines.joined(separator: "\n"), status: error.status)
        case let error as ProxyServerError:
            self.init(text: error.description, status: Self.status(of: error))
        case let error where HoldfastCommand.exitCode(for: error) == .success:
            self.init(text: HoldfastCommand.message(for: error), status: 0)
        case let error where HoldfastCommand.exitCode(for: error) == .validationFailure:
            self.init(text: Self.line(of: HoldfastCommand.message(for: error)), status: 2)
        default:
            self.init(text: "\(error)", status: 1)
        }
    }

    private init(text: String, status: Int32) {
        self.text = text
        self.status = status
    }

    private static func status(of error: ProxyServerError) -> Int32 {
        switch error {
        case .portTaken: 3
        case .badCertificate, .badKey, .badValue, .logFile, .unsupported: 2
        case .cannotListen: 1
        }
    }

    /// One line about a flag: what is wrong; what would be right.
    private static func line(of message: String) -> String {
        let reason = message.split(separator: "\n").joined(separator: " ")
        let hint = ". Did you mean "
        let parts = reason.split(separator: hint, maxSplits: 1)
        guard parts.count == 2 else {
            return "command line: \(reason); see holdfast --help"
        }
        return "command line: \(parts[0]); did you mean \(parts[1])"
    }

    /// Prints the report and ends the process.
    func finish() -> Never {
        if self.status == 0 {
            print(self.text)
        } else {
            let line = Array("\(self.text)\n".utf8)
            _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
        exit(self.status)
    }
}
