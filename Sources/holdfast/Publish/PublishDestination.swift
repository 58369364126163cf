import GRIP
import ProxyServer
import ZMTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where `publish` sends an item to, and how it identifies itself there.
enum PublishDestination: Equatable {
    /// The HTTP control API: the URL to post to, and the value of `Authorization`.
    case http(url: String, authorization: String?)
    /// A PULL socket.
    case zeroMQ(ZMTPEndpoint)

    /// Reads a GRIP URL or a ZeroMQ address (reference: behaviour 2.2).
    ///
    /// The parameters `key` and `iss` of a URL are used as the client libraries use them: with both, a token for the issuer,
    /// signed with the key, else the key itself.
    init(_ spec: String, user: String?, bearer: String?) throws(PublishFailure) {
        guard user == nil || bearer == nil else {
            throw PublishFailure("cannot use user and bearer at once")
        }
        guard spec.hasPrefix("http:") || spec.hasPrefix("https:") else {
            guard user == nil, bearer == nil else {
                throw PublishFailure("Authentication requires https")
            }
            do throws(ZMTPEndpointError) {
                self = .zeroMQ(try ZMTPEndpoint(parsing: spec))
            } catch {
                throw PublishFailure("\(error)")
            }
            return
        }
        let url = try GripURL(parsing: spec)
        let authorization: String?
        if user != nil || bearer != nil {
            guard url.isSecure else {
                throw PublishFailure("Authentication requires https")
            }
            authorization = user.map { "Basic \(Data($0.utf8).base64EncodedString())" } ?? bearer.map { "Bearer \($0)" }
        } else {
            authorization = try url.authorization(now: UnixTime.now())
        }
        self = .http(url: "\(url.base)/publish/", authorization: authorization)
    }

    /// Sends the item.
    func publish(_ item: ItemDocument) async throws {
        switch self {
        case .http(let url, let authorization):
            try await HTTPPublisher.publish(item, to: url, authorization: authorization)
        case .zeroMQ(let endpoint):
            try await ZeroMQPublisher.publish(item, to: endpoint)
        }
    }
}
