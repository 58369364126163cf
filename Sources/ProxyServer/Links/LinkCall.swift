import GRIP
import HTTP1
import ProxyRouting
import ProxySessions

/// What is asked of an origin on behalf of a hold: a next link, a gone link, a filter's question.
///
/// It carries nothing of the client's headers (reference: GRIP 2.6).
struct LinkCall {
    /// Where the link leads.
    let link: ResolvedLink
    /// `GET` for next links, `POST` for gone links and filters.
    let method: String
    /// The route of the hold; the request goes through it where the link leads to the same place.
    let route: Route
    /// Whether the link leads to where the hold's request came in, so that the route's targets serve it.
    let usesRoute: Bool
    /// Whether a link to another place may lead to an address that is not public.
    let mayReachPrivateAddresses: Bool
    /// What was delivered last, to be sent as `Grip-Last`.
    let lastIDs: [RequestContext.LastID]
    /// Further headers.
    var fields = HeaderFields()
    /// The body.
    var body: [UInt8] = []

    /// The request's head before the rules, as if a client had sent it.
    var head: RequestHead {
        var fields: HeaderFields = ["Host": self.link.authority]
        fields.append(contentsOf: self.fields)
        return RequestHead(method: self.method, target: self.link.target, fields: fields)
    }

    /// How the body is framed.
    var framing: BodyFraming {
        self.body.isEmpty ? .none : .length(self.body.count)
    }
}
