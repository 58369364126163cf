package import HTTP1

/// Why a request to an origin came to nothing, and what may be done about it.
package struct UpstreamError: Error, CustomStringConvertible {
    /// What went wrong.
    package enum Kind: Equatable, Sendable {
        /// Nobody listens at the address.
        case connectionRefused
        /// The address could not be reached for another reason.
        case unreachable
        /// The connection, TLS included, took longer than `Limits.originConnectTimeout`.
        case connectTimeout
        /// The host name has no address.
        case nameNotFound
        /// No agreement on TLS, or a certificate that does not hold.
        case tlsFailure
        /// The address policy forbids every address of the host.
        case addressBlocked
        /// The connection ended, or was reset, before the response head was complete.
        case closedBeforeResponse
        /// The origin sent something that is not HTTP, or more than the limits allow.
        case malformedResponse(HTTPDecodingError)
        /// The origin switched protocols although the request did not offer it.
        case unexpectedUpgrade
        /// Nothing came for `Limits.originResponseTimeout`.
        case responseTimeout
        /// The connection ended within the response body or the tunnel.
        case closedMidBody
        /// No traffic for `Limits.originBodyTimeout` within the response body or the tunnel.
        case idleTimeout
        /// The origin has `Limits.originConnections` connections on this loop, all of them busy.
        case poolExhausted
    }

    /// What may be tried next.
    ///
    /// The caller must still have the whole request.
    package enum Retry: Equatable, Sendable {
        /// Nothing: the origin may have acted on the request.
        case never
        /// The next target of the route.
        case nextTarget
        /// The same target with `allowsReuse: false`: a reused connection died before any response byte.
        case sameTargetFresh
    }

    /// What went wrong.
    package let kind: Kind
    /// What may be tried next.
    package let retry: Retry
    /// Where it went wrong.
    package let endpoint: OriginEndpoint
    /// What the system or the TLS library said; may be empty.
    package let detail: String

    package init(_ kind: Kind, retry: Retry, endpoint: OriginEndpoint, detail: String = "") {
        self.kind = kind
        self.retry = retry
        self.endpoint = endpoint
        self.detail = detail
    }

    /// One line for an operator: where, what, and what to do.
    package var description: String {
        let reason = self.detail.isEmpty ? "" : " (\(self.detail))"
        return "origin \(self.endpoint): \(self.kind)\(reason)"
    }
}
