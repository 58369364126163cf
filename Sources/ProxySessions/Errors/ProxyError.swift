/// A request that this proxy answers by itself, because it cannot or must not be relayed.
///
/// What the client sees of it is one table, `ProxyError+Answer.swift`. `description` is the line for the operator.
package struct ProxyError: Error, Equatable, Sendable {
    /// Whose doing an error is.
    package enum Side: Equatable, Sendable {
        /// The request was at fault.
        case client
        /// The origin, or the way to it, was at fault.
        case origin
        /// This proxy or its configuration was at fault.
        case proxy
    }

    /// When another attempt may be made instead of answering.
    package enum Retry: Equatable, Sendable {
        /// Never: another attempt would fail alike, or could do the work twice.
        case never
        /// With the next target, as long as no byte of a response was received (reference: behaviour 1.6).
        case withNextTarget
        /// Once, over a fresh connection, if the connection was a reused one and no byte of a response was received.
        case ifReusedConnection
    }

    /// What went wrong.
    package let kind: Kind

    package init(_ kind: Kind) {
        self.kind = kind
    }

    /// Whose doing the error is.
    package var side: Side {
        switch self.kind {
        case .malformedRequest, .headTooLarge, .tooManyFields, .targetTooLong, .unsupportedVersion, .notImplemented,
            .bodyTooLarge, .requestTimeout, .invalidWebSocketRequest, .webSocketEventsForbidden,
            .requestTooLargeForInstruct, .noRoute, .jsonpParameterInvalid, .originNotAllowed:
            .client
        case .noTargetReachable, .originAddressBlocked, .originClosed, .originFailed, .lengthRequired,
            .instructTooLarge, .instructInvalid, .holdFailed, .jsonpEncodingFailed:
            .origin
        case .rewritingFailed, .instructUnavailable, .overloaded, .internalFailure:
            .proxy
        }
    }

    /// When another attempt may be made instead of answering.
    package var retry: Retry {
        switch self.kind {
        case .noTargetReachable: .withNextTarget
        case .originClosed: .ifReusedConnection
        case .malformedRequest, .headTooLarge, .tooManyFields, .targetTooLong, .unsupportedVersion, .notImplemented,
            .bodyTooLarge, .requestTimeout, .invalidWebSocketRequest, .webSocketEventsForbidden,
            .requestTooLargeForInstruct, .noRoute, .originAddressBlocked, .originFailed, .lengthRequired,
            .instructTooLarge, .instructInvalid, .holdFailed, .rewritingFailed, .instructUnavailable, .overloaded,
            .internalFailure, .jsonpParameterInvalid, .jsonpEncodingFailed, .originNotAllowed:
            .never
        }
    }

    /// Whether the client's connection must be closed after the answer, because the end of the request is not known.
    ///
    /// Reference: behaviour 3.9.
    package var closesConnection: Bool {
        switch self.kind {
        case .malformedRequest, .headTooLarge, .tooManyFields, .targetTooLong, .unsupportedVersion, .notImplemented,
            .bodyTooLarge, .requestTimeout, .invalidWebSocketRequest, .overloaded:
            true
        case .webSocketEventsForbidden, .requestTooLargeForInstruct, .noRoute, .noTargetReachable,
            .originAddressBlocked, .originClosed, .originFailed, .lengthRequired, .instructTooLarge, .instructInvalid,
            .holdFailed, .rewritingFailed, .instructUnavailable, .internalFailure, .jsonpParameterInvalid,
            .jsonpEncodingFailed, .originNotAllowed:
            false
        }
    }
}
