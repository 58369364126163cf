/// What a verified token says.
public struct GripClaims: Sendable, Equatable {
    /// The `iss` claim as the token has it, not checked; `nil` when it is absent or not text.
    public var issuer: String?
    /// The `exp` claim in whole seconds since 1970, rounded down.
    public var expires: Int

    /// Creates claims.
    public init(issuer: String?, expires: Int) {
        self.issuer = issuer
        self.expires = expires
    }
}
