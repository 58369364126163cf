import GRIP
package import HTTP1
package import ProxyRouting

/// Turns the head of a client's request into the head for the origin.
///
/// One object per configuration, and a class so that taking hold of it costs one reference. The rules are those of the reference, behaviour 3.3, in its order: fields that no rule
/// names keep their place, their spelling and their bytes.
package final class RequestRules: Sendable {
    /// Names that `orig_headers` does not copy (`orig_headers_need_mark`).
    package let namesNeedingMark: [FieldName]
    /// Whether `Pushpin-Route` chooses the route and is then removed (`accept_pushpin_route`).
    package let acceptsRouteID: Bool
    /// The token to add to `CDN-Loop`; `nil` leaves the header alone (`cdn_loop`).
    package let cdnLoopToken: String?
    /// Whether the client's protocol headers are believed (`accept_x_forwarded_protocol`).
    package let acceptsForwardedProtocol: Bool
    /// Which protocol headers are set (`set_x_forwarded_protocol`).
    package let forwardedProtocol: ForwardedProtocol
    /// The rule for `X-Forwarded-For` (`x_forwarded_for`).
    package let forwardedFor: ForwardedForRule
    /// The same for trusted clients (`x_forwarded_for_trusted`).
    package let trustedForwardedFor: ForwardedForRule
    /// The field that tells origins what the proxy can do, `Grip-Feature`.
    let announcement: HeaderFields

    package init(
        namesNeedingMark: [String] = [],
        acceptsRouteID: Bool = false,
        cdnLoopToken: String? = nil,
        acceptsForwardedProtocol: Bool = false,
        forwardedProtocol: ForwardedProtocol = .none,
        forwardedFor: ForwardedForRule = .keep,
        trustedForwardedFor: ForwardedForRule = .keep,
        gripFeatures: String = GripFeatures.list
    ) {
        self.namesNeedingMark = namesNeedingMark.map { FieldName($0) }
        self.acceptsRouteID = acceptsRouteID
        self.cdnLoopToken = cdnLoopToken
        self.acceptsForwardedProtocol = acceptsForwardedProtocol
        self.forwardedProtocol = forwardedProtocol
        self.forwardedFor = forwardedFor
        self.trustedForwardedFor = trustedForwardedFor
        self.announcement = ["Grip-Feature": gripFeatures]
    }

    /// Whether a request counts as having come over TLS, for the choice of the route and for the origin.
    ///
    /// - Parameters:
    ///   - fields: the fields as the client sent them.
    ///   - connectionIsTLS: whether the client's connection is a TLS one.
    /// - Returns: whether TLS was used on the way, as far as the configuration believes it.
    package func arrivedOverTLS(_ fields: HeaderFields, connectionIsTLS: Bool) -> Bool {
        guard self.acceptsForwardedProtocol, !connectionIsTLS else { return connectionIsTLS }
        let claim = fields.first(.forwardedProto) ?? fields.first(.forwardedProtocol)
        return claim == "https" || claim == "wss"
    }

    /// The id of the route the client asks for; `nil` when it asks for none or may not (reference: behaviour 3.2).
    package func routeID(in fields: HeaderFields) -> String? {
        self.acceptsRouteID ? fields.first(.pushpinRoute) : nil
    }

    /// The head for the origin.
    ///
    /// - Parameters:
    ///   - client: the head as the client sent it.
    ///   - framing: how the body of the client's request is framed, which is also how the origin's will be.
    ///   - uri: the URI towards the target, already rewritten.
    ///   - route: the route chosen.
    ///   - context: everything else that differs from request to request.
    /// - Returns: the head, which goes with a body that is framed as the client's.
    package func originHead(
        for client: RequestHead,
        framing: BodyFraming,
        uri: RequestURI,
        route: Route,
        context: RequestContext
    ) -> RequestHead {
        var fields = client.fields
        fields.makeRoom(forFields: 8, bytes: 512)
        var builder = OriginHeadBuilder(
            rules: self,
            method: client.method,
            framing: framing,
            host: uri.authority,
            route: route,
            grip: context.grip
        )
        if route.headers.isEmpty {
            fields.removeAll { !builder.keeps($0) }
        } else {
            let routeFields = RouteFields(route.headers)
            fields.removeAll { routeFields.replace($0) || !builder.keeps($0) }
            for field in routeFields.added where builder.keeps(field, isFromRoute: true) {
                fields.append(field)
            }
        }
        builder.finish(&fields, context: context)
        return RequestHead(method: client.method, target: uri.target, version: .http11, fields: fields)
    }
}
