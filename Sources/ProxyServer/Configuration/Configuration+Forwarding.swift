package import ProxySessions

extension Configuration {
    /// What origins are told about clients (reference: behaviour 3.3, steps 8 and 9).
    package struct Forwarding: Sendable, Equatable {
        /// Whether a client's own `X-Forwarded-Proto` is believed (`accept_x_forwarded_protocol`).
        package var acceptsForwardedProtocol = false
        /// Which headers tell that the client used TLS (`set_x_forwarded_protocol`).
        package var forwardedProtocol = ForwardedProtocol.protoOnly
        /// What is done with `X-Forwarded-For` (`x_forwarded_for`).
        package var forwardedFor = ForwardedForRule.keep
        /// The same for requests whose Grip-Sig is verified (`x_forwarded_for_trusted`).
        package var trustedForwardedFor = ForwardedForRule.keep

        /// The defaults.
        package init() {}
    }
}
