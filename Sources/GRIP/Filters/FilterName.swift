/// The filters a subscription can have.
///
/// Source: reference "GRIP" 6.1.
public enum FilterName: String, Sendable, CaseIterable {
    /// Drops what the subscriber itself has sent.
    case skipSelf = "skip-self"
    /// Drops what is not meant for the subscriber.
    case skipUsers = "skip-users"
    /// Drops what is meant for subscribers of another channel only.
    case requireSub = "require-sub"
    /// Puts ids made of the last ids of the channels into content.
    case buildID = "build-id"
    /// Puts values of the subscriber into content.
    case varSubst = "var-subst"
    /// Asks a server whether to deliver.
    case httpCheck = "http-check"
    /// Asks a server whether and what to deliver.
    case httpModify = "http-modify"

    /// Whether the filter changes the content of published items, so that `content-filters` must name it.
    public var changesMessages: Bool {
        switch self {
        case .buildID, .varSubst, .httpModify: true
        case .skipSelf, .skipUsers, .requireSub, .httpCheck: false
        }
    }

    /// Whether the filter changes the body of responses that instruct the proxy and of next links.
    public var changesResponses: Bool {
        switch self {
        case .buildID: true
        case .skipSelf, .skipUsers, .requireSub, .varSubst, .httpCheck, .httpModify: false
        }
    }
}
