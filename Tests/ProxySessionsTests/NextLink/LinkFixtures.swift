import GRIP
import NIOCore
import ProxySessions

/// What the tests of next links have in common.
enum LinkFixtures {
    static let start = NIODeadline.uptimeNanoseconds(0)

    static func seconds(_ count: Int64) -> NIODeadline { self.start + .seconds(count) }

    static func milliseconds(_ count: Int64) -> NIODeadline { self.start + .milliseconds(count) }

    static func uri(_ target: String, host: String = "example.com") -> ResolvedLink {
        guard let uri = ResolvedLink(scheme: "http", authority: host, target: target.utf8) else {
            preconditionFailure("not an authority: \(host)")
        }
        return uri
    }

    static func link(_ target: String = "/next", timeout: Int64 = 120) -> NextLink {
        NextLink(uri: self.uri(target), timeout: .seconds(timeout))
    }

    /// A hold on the channels, each as `NAME` or `NAME=PREVIOUS-ID`.
    static func hold(_ channels: String..., link: NextLink? = link()) -> StreamInstruct {
        StreamInstruct(isHold: true, channels: ReliableChannels(channels.map { self.channel($0) }), link: link)
    }

    static func page(_ link: NextLink?) -> StreamInstruct {
        StreamInstruct(isHold: false, link: link)
    }

    private static func channel(_ text: String) -> GripChannel {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map { String($0) }
        return GripChannel(name: parts[0], previousID: parts.count > 1 ? parts[1] : nil)
    }

    /// An item whose token is its id.
    static func item(_ id: String, after previousID: String? = nil, on name: String = "a") -> StreamItem<String> {
        StreamItem(channelName: ChannelName(name), id: id, previousID: previousID, token: id)
    }

    /// A request; the last ids as `NAME=ID`.
    static func request(_ link: NextLink = link(), _ lastIDs: String...) -> LinkRequest {
        LinkRequest(
            link: link,
            lastIDs: lastIDs.map { text in
                let parts = text.split(separator: "=", omittingEmptySubsequences: false).map { String($0) }
                return RequestContext.LastID(channelName: parts[0], id: parts[1])
            }
        )
    }

    static func changes(added: [String] = [], removed: [String] = [], isFirst: Bool = false) -> SubscriptionChanges {
        SubscriptionChanges(
            added: added.map { ChannelName($0) },
            removed: removed.map { ChannelName($0) },
            isFirst: isFirst
        )
    }
}
