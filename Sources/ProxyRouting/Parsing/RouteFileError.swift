/// Why a file that a route names cannot be used; thrown by the caller's check, since this module does no I/O.
package enum RouteFileError: Error, Sendable, Equatable {
    /// Opening it failed, with the system's reason.
    case notOpened(reason: String)
    /// Reading it failed, with the system's reason.
    case notRead(reason: String)

    /// The same as a problem of the line.
    func problem(path: String) -> RouteProblem {
        switch self {
        case .notOpened(let reason): .fileNotOpened(path: path, reason: reason)
        case .notRead(let reason): .fileNotRead(path: path, reason: reason)
        }
    }
}
