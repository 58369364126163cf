/// The pattern a socket follows, and so which others it can talk to (RFC 23/ZMTP, "The Socket-Type property").
package enum SocketType: String, Sendable, CaseIterable, CustomStringConvertible {
    case req = "REQ"
    case rep = "REP"
    case dealer = "DEALER"
    case router = "ROUTER"
    case pub = "PUB"
    case xpub = "XPUB"
    case sub = "SUB"
    case xsub = "XSUB"
    case push = "PUSH"
    case pull = "PULL"
    case pair = "PAIR"

    /// What may stand at the other end.
    package var peers: [SocketType] {
        switch self {
        case .req: [.rep, .router]
        case .rep: [.req, .dealer]
        case .dealer: [.rep, .dealer, .router]
        case .router: [.req, .dealer, .router]
        case .pub, .xpub: [.sub, .xsub]
        case .sub, .xsub: [.pub, .xpub]
        case .push: [.pull]
        case .pull: [.push]
        case .pair: [.pair]
        }
    }

    /// Whether the READY of such a socket has an `Identity`.
    var tellsIdentity: Bool {
        switch self {
        case .req, .dealer, .router: true
        case .rep, .pub, .xpub, .sub, .xsub, .push, .pull, .pair: false
        }
    }

    package var description: String { self.rawValue }
}
