/// Which headers tell the origin that a request arrived over TLS: option `set_x_forwarded_protocol`.
///
/// Reference: behaviour 2.4, 3.3 step 8.
package enum ForwardedProtocol: Sendable, Equatable {
    /// No header is set.
    case none
    /// `X-Forwarded-Proto`.
    case protoOnly
    /// `X-Forwarded-Proto` and `X-Forwarded-Protocol`.
    case both

    /// Reads the option's value: `true` (or `1`) and `proto-only` mean something, anything else is off.
    package init(setting: String) {
        self =
            switch setting {
            case "true", "1": .both
            case "proto-only": .protoOnly
            default: .none
            }
    }
}
