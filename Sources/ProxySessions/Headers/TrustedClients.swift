package import GRIP
package import HTTP1

/// Tells which clients are GRIP proxies themselves: option `upstream_key`.
///
/// Reference: behaviour 3.8, and 6 "verification".
package struct TrustedClients: Sendable {
    private let key: GripKey?

    /// - Parameter key: the key of `upstream_key`; `nil`, for an empty option too, trusts nobody.
    package init(key: GripKey?) {
        self.key = key
    }

    /// Whether the request's first `Grip-Sig` was made with the key and has not expired.
    ///
    /// - Parameters:
    ///   - fields: the fields as the client sent them.
    ///   - now: seconds since 1970.
    /// - Returns: whether the client is a proxy to be trusted.
    package func isTrusted(_ fields: HeaderFields, now: Int) -> Bool {
        guard let key, let token = fields.first(.gripSignature) else { return false }
        return GripToken.verify(token, key: key, now: now) != nil
    }
}
