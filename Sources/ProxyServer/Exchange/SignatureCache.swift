import GRIP
import Logging

/// The `Grip-Sig` tokens of one loop, made anew once a minute.
///
/// A token is valid for an hour, so one that is a minute old is as good as new, and the request path signs nothing
/// (design: token cached per route). Belongs to its loop.
final class SignatureCache {
    /// How long a token is valid: reference behaviour 6.
    private static let lifetimeSeconds = 3600
    private static let reuseSeconds = 60

    private struct Entry {
        let token: String
        let madeAt: Int
    }

    private let logger: Logger
    private var entries: [String: Entry] = [:]

    init(logger: Logger) {
        self.logger = logger
    }

    /// Forgets all tokens: the keys may have changed.
    func removeAll() {
        self.entries.removeAll()
    }

    /// A token of a signer.
    ///
    /// - Parameters:
    ///   - routeID: names the signer; empty for the one of the configuration.
    ///   - signer: who signs.
    ///   - now: seconds since 1970.
    /// - Returns: the token; `nil` when the signer cannot sign, which is logged.
    func token(routeID: String, signer: Signer, now: Int) -> String? {
        if let entry = self.entries[routeID], now >= entry.madeAt, now - entry.madeAt < Self.reuseSeconds {
            return entry.token
        }
        do {
            let token = try GripToken.sign(issuer: signer.issuer, expires: now + Self.lifetimeSeconds, key: signer.key)
            self.entries[routeID] = Entry(token: token, madeAt: now)
            return token
        } catch {
            self.logger.error("failed to sign request", metadata: ["route.id": "\(routeID)", "error": "\(error)"])
            return nil
        }
    }
}
