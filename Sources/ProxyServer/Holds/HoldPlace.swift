import GRIP
import HTTP1
import NIOCore
import ProxyRouting
import ProxySessions

/// Where a hold came from: what its links and channel names are relative to.
///
/// A class, because several parts of a hold keep it.
final class HoldPlace {
    /// The route of the request.
    let route: Route
    /// The target's own channels (`sub`).
    let implicitChannels: [String]
    /// The URI as the origin saw it.
    private(set) var uri: ResolvedLink
    /// The authority by which the client came in.
    let clientAuthority: String
    /// The most channels a connection subscribes to.
    let maximumChannels: Int
    /// Whether links may lead to any address.
    let mayReachPrivateAddresses: Bool

    /// The place of what a target answered; `nil` for a URI that no link can be relative to.
    ///
    /// - Parameters:
    ///   - route: the route of the request.
    ///   - target: the target that answered.
    ///   - uri: the URI as the target saw it.
    ///   - clientAuthority: the authority by which the client came in.
    ///   - isTLS: whether the client came over TLS.
    ///   - maximumChannels: the most channels a connection subscribes to.
    init?(
        route: Route,
        target: Target,
        uri: RequestURI,
        clientAuthority: String,
        isTLS: Bool,
        maximumChannels: Int
    ) {
        let link = ResolvedLink(scheme: isTLS ? "https" : "http", authority: uri.authority, target: uri.target)
        guard let link else { return nil }
        self.route = route
        self.implicitChannels = target.subscriptions
        self.uri = link
        self.clientAuthority = clientAuthority
        self.maximumChannels = maximumChannels
        self.mayReachPrivateAddresses = !target.isUntrusted
    }

    /// Uses the memory of another place where both have the same host.
    func shareHost(with other: HoldPlace) {
        self.uri.sharePlace(with: other.uri)
    }

    /// Put before the channel names of the origin.
    var prefix: String { self.route.channelPrefix }

    /// The channels of an instruction, as far as the connection may have them.
    func channels(of instruct: GripInstruct) -> ReliableChannels {
        let named = instruct.hold?.channels ?? []
        let implicit = self.implicitChannels.prefix(max(0, self.maximumChannels - named.count))
        return ReliableChannels(
            Array(named.prefix(self.maximumChannels)),
            prefix: self.prefix,
            implicit: Array(implicit)
        )
    }

    /// What an instruction asks of a stream.
    ///
    /// - Parameters:
    ///   - instruction: the instruction.
    ///   - uri: where it came from; its link is relative to this.
    /// - Returns: its channels and its resolved link.
    func streamInstruct(of instruction: Instruction, uri: ResolvedLink) -> StreamInstruct {
        StreamInstruct(
            isHold: instruction.instruct.hold != nil,
            channels: self.channels(of: instruction.instruct),
            link: instruction.instruct.nextLink.flatMap { link in
                LinkResolver(current: uri).resolve(link.target).map { resolved in
                    NextLink(uri: resolved, timeout: .nanoseconds(link.timeout.wholeNanoseconds))
                }
            }
        )
    }

    /// The request for a next link.
    func call(_ link: ResolvedLink, lastIDs: [RequestContext.LastID]) -> LinkCall {
        self.call("GET", link, lastIDs: lastIDs)
    }

    /// The request for a gone link.
    func goneCall(_ link: ResolvedLink) -> LinkCall {
        self.call("POST", link, lastIDs: [])
    }

    /// The request of a filter.
    func call(_ request: FilterRequest, lastIDs: [RequestContext.LastID]) -> LinkCall {
        // A URL of the subscriber's meta may come from anywhere: away from the route it must lead to a public address.
        var call = self.call("POST", request.url, lastIDs: lastIDs, isGuarded: true)
        for (name, value) in request.headers {
            call.fields.append(name, value)
        }
        call.body = Array(buffer: request.body)
        return call
    }

    private func call(
        _ method: String,
        _ link: ResolvedLink,
        lastIDs: [RequestContext.LastID],
        isGuarded: Bool = false
    ) -> LinkCall {
        let isHere =
            link.scheme == self.uri.scheme
            && (link.authority == self.clientAuthority || link.authority == self.uri.authority)
        return LinkCall(
            link: link,
            method: method,
            route: self.route,
            usesRoute: isHere,
            mayReachPrivateAddresses: self.mayReachPrivateAddresses && !isGuarded,
            lastIDs: lastIDs
        )
    }
}

extension HoldPlace: Hashable {
    static func == (left: HoldPlace, right: HoldPlace) -> Bool {
        left === right
            || (left.route === right.route && left.uri == right.uri && left.clientAuthority == right.clientAuthority
                && left.implicitChannels == right.implicitChannels && left.maximumChannels == right.maximumChannels
                && left.mayReachPrivateAddresses == right.mayReachPrivateAddresses)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(self.uri)
    }
}

/// Limits of streams with links.
enum NextLinkLimits {
    /// The least time between two pages if the first one is empty.
    static let emptyPageInterval = TimeAmount.milliseconds(100)
    /// Items that wait for a fetch or a filter.
    static let queuedItems = 100
}
