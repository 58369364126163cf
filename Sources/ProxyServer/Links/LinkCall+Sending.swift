import GRIP
import HTTP1
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import ProxyUpstream

extension LinkCall {
    /// Sends the request, whole.
    ///
    /// - Parameters:
    ///   - position: which of the route's targets is tried; does not matter for a link to another place.
    ///   - allowsReuse: whether a kept connection may be used.
    ///   - services: the loop's shared things.
    ///   - receiver: takes the response.
    /// - Returns: the running exchange.
    /// - Throws: `ProxyError` when the request cannot be sent anywhere.
    func send(
        toTarget position: Int,
        allowsReuse: Bool,
        services: LoopServices,
        receiver: any UpstreamReceiver
    ) throws(ProxyError) -> UpstreamExchange {
        let (endpoint, uri) = try self.destination(position)
        var context = RequestContext(
            grip: GripPolicy(route: self.route, isTrustedClient: false),
            isTLS: self.link.scheme == .https,
            gripSignature: services.signature(for: self.route)
        )
        context.lastIDs = self.lastIDs
        let head = services.settings.requestRules.originHead(
            for: self.head,
            framing: self.framing,
            uri: uri,
            route: self.route,
            context: context
        )
        services.context.counters.add(.linkFetches)
        let upstream = services.pool.start(
            head,
            framing: self.framing,
            to: endpoint,
            allowsReuse: allowsReuse,
            receiver: receiver
        )
        if !self.body.isEmpty {
            upstream.sendBody(ByteBuffer(bytes: self.body))
        }
        upstream.sendEnd()
        return upstream
    }

    /// Where the request goes: a target of the route, or straight to the link's host.
    private func destination(_ position: Int) throws(ProxyError) -> (OriginEndpoint, RequestURI) {
        let uri: RequestURI
        do throws(RequestURIError) {
            uri = try RequestURI(self.head)
        } catch {
            throw ProxyError(error)
        }
        guard self.usesRoute else {
            let endpoint = OriginEndpoint(
                host: self.link.host,
                port: self.link.port,
                tls: self.link.scheme == .https
                    ? OriginTLS(serverName: self.link.host, verifiesCertificate: true) : nil,
                addressPolicy: self.mayReachPrivateAddresses ? .any : .publicOnly
            )
            return (endpoint, uri)
        }
        guard position < self.route.targets.count,
            let endpoint = self.route.targets[position].endpoint(requestHost: uri.host)
        else {
            throw ProxyError(.holdFailed(reason: "the link leads to a target that takes no links"))
        }
        return (endpoint, try uri.addressed(by: self.route, toward: self.route.targets[position]))
    }
}
