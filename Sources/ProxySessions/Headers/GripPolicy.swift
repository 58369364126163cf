package import HTTP1
package import ProxyRouting

/// How GRIP applies to one request (reference: behaviour 3.1, 3.3 steps 6 and 7, 3.8).
package struct GripPolicy: Sendable, Equatable {
    /// Whether the client proved with its own `Grip-Sig` that it is a GRIP proxy itself.
    package var isTrustedClient: Bool
    /// Whether the route says `no_grip`.
    package var isDisabledByRoute: Bool

    package init(isTrustedClient: Bool, isDisabledByRoute: Bool) {
        self.isTrustedClient = isTrustedClient
        self.isDisabledByRoute = isDisabledByRoute
    }

    package init(route: Route, isTrustedClient: Bool) {
        self.init(isTrustedClient: isTrustedClient, isDisabledByRoute: route.isGripDisabled)
    }

    /// Whether the origin is told that GRIP is available, with `Grip-Sig` and `Grip-Feature`.
    ///
    /// A trusted client has told it already.
    package var isAnnounced: Bool { !self.isTrustedClient && !self.isDisabledByRoute }

    /// Whether the origin's instructions go to the client untouched.
    package var isPassThrough: Bool { !self.isAnnounced }

    /// Whether a response is to be collected and interpreted instead of relayed.
    ///
    /// One field that begins with `Grip-` is enough, even an unknown one. The media type is compared exactly.
    package func isInstruction(_ response: ResponseHead) -> Bool {
        guard !self.isPassThrough else { return false }
        return response.fields.containsName(withPrefix: "grip-")
            || response.fields.firstValue(.contentType).map(Self.isInstructMediaType) == true
    }

    private static func isInstructMediaType(_ value: ArraySlice<UInt8>) -> Bool {
        let name = "application/grip-instruct".utf8
        guard value.starts(with: name) else { return false }
        let next = value.dropFirst(name.count).first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        return next == nil || next == UInt8(ascii: ";")
    }
}
