package import Logging
package import NIOCore
package import ProxyFanout
import Synchronization

/// Counts and logs what the control port answered.
///
/// Every answer has a line at debug; of each kind of refusal the first one has a warning, so that neither a broken
/// publisher nor an attacker can fill the log.
package final class ControlJournal: Sendable {
    package let logger: Logger
    private let warned = Atomic<UInt>(0)

    /// A journal without entries.
    package init(logger: Logger) {
        self.logger = logger
    }

    /// An answer is about to be written.
    ///
    /// - Parameters:
    ///   - answer: the answer.
    ///   - peer: the address of the publisher.
    ///   - counters: the counters of the publisher's event loop.
    package func record(_ answer: ControlAnswer, from peer: @autoclosure () -> SocketAddress?, counters: Counters) {
        counters.add(.controlRequests)
        self.logger.debug("\(answer)")
        switch answer.response {
        case .published(_, let outcomes):
            if let reason = ControlResponse.refusalOfAll(outcomes) {
                counters.add(.controlPublishesRefused)
                self.warnOnce(.notPublished, answer, reason, peer())
            } else {
                counters.add(.controlPublishes)
            }
        case .refused(let refusal):
            let kind = Kind(refusal)
            counters.add(kind.counter)
            self.warnOnce(kind, answer, refusal.description, peer())
        case .greeting, .updated:
            break
        }
    }

    private func warnOnce(
        _ kind: Kind,
        _ answer: ControlAnswer,
        _ reason: @autoclosure () -> String,
        _ peer: @autoclosure () -> SocketAddress?
    ) {
        let bit: UInt = 1 << UInt(kind.rawValue)
        guard self.warned.bitwiseOr(bit, ordering: .relaxed).oldValue & bit == 0 else { return }
        let source = peer()?.ipAddress ?? "an unknown address"
        self.logger.warning("\(answer) from \(source): \(reason()) (further ones like this are counted, not logged)")
    }
}

extension ControlJournal {
    /// The kinds of refusal that are warned of separately.
    private enum Kind: Int {
        case malformed
        case headTooLarge
        case bodyTooLarge
        case lengthRequired
        case timedOut
        case origin
        case fetchSite
        case host
        case credentialsMissing
        case credentialsWrong
        case notAcceptable
        case methodNotAllowed
        case notFound
        case malformedPublish
        case notPublished

        init(_ refusal: ControlRefusal) {
            switch refusal {
            case .malformedHead, .badContentLength: self = .malformed
            case .headTooLarge: self = .headTooLarge
            case .bodyTooLarge: self = .bodyTooLarge
            case .lengthRequired: self = .lengthRequired
            case .timedOut: self = .timedOut
            case .webPage(.origin): self = .origin
            case .webPage(.fetchSite): self = .fetchSite
            case .webPage(.host): self = .host
            case .unauthorized(.missing): self = .credentialsMissing
            case .unauthorized(.wrong): self = .credentialsWrong
            case .notAcceptable: self = .notAcceptable
            case .methodNotAllowed: self = .methodNotAllowed
            case .notFound: self = .notFound
            case .malformedPublish: self = .malformedPublish
            }
        }

        var counter: Counter {
            switch self {
            case .malformed, .lengthRequired: .controlRequestsMalformed
            case .headTooLarge: .controlHeadsTooLarge
            case .bodyTooLarge: .controlBodiesTooLarge
            case .timedOut: .controlTimeouts
            case .origin, .fetchSite, .host: .controlWebPagesRefused
            case .credentialsMissing, .credentialsWrong: .controlAuthenticationsFailed
            case .notAcceptable, .methodNotAllowed, .notFound: .controlRequestsUnknown
            case .malformedPublish: .controlPublishesMalformed
            case .notPublished: .controlPublishesRefused
            }
        }
    }
}
