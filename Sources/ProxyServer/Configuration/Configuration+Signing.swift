extension Configuration {
    /// How origins recognise the proxy, and the proxy its peers (reference: behaviour 6).
    package struct Signing: Sendable, Equatable {
        /// The key that Pushpin ships and everybody knows.
        package static let shippedKey = Secret("changeme")

        /// The issuer in `Grip-Sig` (`sig_iss`).
        package var issuer = "pushpin"
        /// The key that signs requests to origins; `nil` sends no `Grip-Sig` (`sig_key`).
        ///
        /// A `file:` name in it is relative to `Configuration.directory`.
        package var key: Secret? = Self.shippedKey
        /// The key that an incoming `Grip-Sig` is verified with; `nil` trusts no client (`upstream_key`).
        package var upstreamKey: Secret?

        /// The defaults.
        package init() {}

        /// Whether requests are signed with the key that everybody knows.
        package var usesShippedKey: Bool { self.key == Self.shippedKey }
    }
}
