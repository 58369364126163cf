import GRIP
import Logging
import ProxySessions

/// The `Grip-Sig` tokens of one loop, made anew once a minute.
///
/// A token is valid for an hour, so one that is a minute old is as good as new, and the request path signs nothing
/// (design: token cached per route). Belongs to its loop.
final class SignatureCache {
    /// How long a token is valid: reference behaviour 6.
    private static let lifetimeSeconds = 3600
    private static let reuseSeconds = 60

    private struct Entry {
        let signature: GripSignature
        let madeAt: Int
    }

    private let logger: Logger
    /// By the id of a route.
    private var entries: [String: Entry] = [:]
    /// Of the configuration's signer, which nearly every request asks for.
    private var usual: Entry?

    init(logger: Logger) {
        self.logger = logger
    }

    /// Forgets all tokens: the keys may have changed.
    func removeAll() {
        self.entries.removeAll()
        self.usual = nil
    }

    /// The signature of a signer.
    ///
    /// - Parameters:
    ///   - routeID: names the signer; empty for the one of the configuration.
    ///   - signer: who signs.
    ///   - now: seconds since 1970.
    /// - Returns: the signature; `nil` when the signer cannot sign, which is logged.
    func signature(routeID: String, signer: Signer, now: Int) -> GripSignature? {
        let kept = routeID.isEmpty ? self.usual : self.entries[routeID]
        if let kept, now >= kept.madeAt, now - kept.madeAt < Self.reuseSeconds {
            return kept.signature
        }
        do {
            let token = try GripToken.sign(issuer: signer.issuer, expires: now + Self.lifetimeSeconds, key: signer.key)
            let entry = Entry(signature: GripSignature(token), madeAt: now)
            if routeID.isEmpty {
                self.usual = entry
            } else {
                self.entries[routeID] = entry
            }
            return entry.signature
        } catch {
            self.logger.error("failed to sign request", metadata: ["route.id": "\(routeID)", "error": "\(error)"])
            return nil
        }
    }
}
