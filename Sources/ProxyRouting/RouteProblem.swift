/// Why a line of the routes file is skipped; the descriptions are those of the reference (behaviour 1.2).
package enum RouteProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// A condition without any target.
    case missingTarget
    /// A target that is neither `HOST:PORT`, `[IPV6]:PORT` nor `test`.
    case targetFormat
    /// A port that is not a whole number from 1 to 65535.
    case targetPort
    /// A `proto` other than `http` and `ws`.
    case proto
    /// An `ssl` of a condition other than `yes` and `no`.
    case tls
    /// A `path_beg` without a value.
    case emptyPathPrefix
    /// A `jsonp_mode` other than `basic` and `extended`.
    case jsonpMode
    /// A `header` without a colon, without a name or with characters that no header may have.
    case header
    /// A `slow` other than the policies there are.
    case slowReaderPolicy
    /// An `aco_origins` that is not scheme, host and, if any, port.
    case crossOrigin
    /// A certificate or key file that cannot be opened.
    case fileNotOpened(path: String, reason: String)
    /// A certificate or key file that cannot be read.
    case fileNotRead(path: String, reason: String)
    /// A backslash at the end of the line, in quotes.
    case unterminatedEscape
    /// An opening quote without its closing one.
    case unterminatedQuote
    /// A backslash in quotes before anything but a backslash or a quote.
    case unexpectedEscape(Character)
    /// A comma with no parameter behind it.
    case expectingParameter
    /// A parameter that begins with the equals sign.
    case emptyParameterName
    /// The same domain, proto, ssl and path_beg as an earlier line.
    case duplicateCondition

    package var description: String {
        switch self {
        case .missingTarget: "must specify condition and at least one target"
        case .targetFormat: "target bad format"
        case .targetPort: "target invalid port"
        case .proto: "proto must be set to 'http' or 'ws'"
        case .tls: "ssl must be set to 'yes' or 'no'"
        case .emptyPathPrefix: "path_beg cannot be empty"
        case .jsonpMode: "jsonp_mode must be set to 'basic' or 'extended'"
        case .header: "header must use format 'name:value'"
        case .slowReaderPolicy: "slow must be set to 'close', 'drop-oldest' or 'latest'"
        case .crossOrigin: "aco_origins must use format 'scheme://host' or 'scheme://host:port'"
        case .fileNotOpened(let path, let reason): "failed to open \(path): \(reason)"
        case .fileNotRead(let path, let reason): "failed to read \(path): \(reason)"
        case .unterminatedEscape: "unterminated escape sequence"
        case .unterminatedQuote: "unterminated quoted section"
        case .unexpectedEscape(let character): "unexpected escape character: \(character)"
        case .expectingParameter: "expecting prop"
        case .emptyParameterName: "empty prop name"
        case .duplicateCondition: "skipping duplicate condition"
        }
    }
}
