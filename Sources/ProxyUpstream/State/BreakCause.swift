import HTTP1

/// Why a connection cannot be used any longer.
enum BreakCause: Equatable {
    /// It ended or was reset.
    case ended
    /// The origin sent something that is not HTTP.
    case malformed(HTTPDecodingError)
    /// TLS failed.
    case tls
    /// Its time is up.
    case deadline
}
