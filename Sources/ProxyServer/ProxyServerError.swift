/// Why the server could not start, in one line for the operator.
package enum ProxyServerError: Error, Equatable, CustomStringConvertible {
    /// An address is in use.
    case portTaken(String)
    /// An address cannot be listened on for another reason.
    case cannotListen(address: String, reason: String)
    /// A key cannot be used; `option` names where it stands.
    case badKey(option: String, reason: String)
    /// A setting asks for something that does not exist here.
    case unsupported(option: String, reason: String)
    /// A certificate is missing or cannot be used; `example` is what could be there.
    case badCertificate(String, example: String)
    /// A value of a setting cannot be used.
    case badValue(option: String, value: String, reason: String)
    /// The log file cannot be opened.
    case logFile(path: String, reason: String)

    package var description: String {
        switch self {
        case .portTaken(let address):
            "cannot listen on \(address): the port is taken; stop the process that uses it, or choose another port"
        case .cannotListen(let address, let reason):
            "cannot listen on \(address): \(reason)"
        case .badKey(let option, let reason):
            "\(option): \(reason)"
        case .unsupported(let option, let reason):
            "\(option): \(reason)"
        case .badCertificate(let problem, let example):
            "https_ports: \(problem); put PEM files at \(example)"
        case .badValue(let option, let value, let reason):
            "\(option)=\(value): \(reason)"
        case .logFile(let path, let reason):
            "cannot write the log to \(path): \(reason); check the directory and its permissions"
        }
    }
}
