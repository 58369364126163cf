import GRIP
import NIOCore
import ProxySessions

/// Counts the questions of filters per URL against their rate (reference: GRIP 6.5).
///
/// Belongs to its loop.
final class FilterRates {
    /// URLs counted at a time; beyond it counting begins anew.
    private static let maximumURLs = 10_000

    private var limits: [ResolvedLink: ItemRateLimit] = [:]

    /// Takes one question's room; returns false when there is none.
    func take(_ url: ResolvedLink, now: NIODeadline) -> Bool {
        if self.limits.count >= Self.maximumURLs {
            self.limits.removeAll(keepingCapacity: true)
        }
        let rate = FilterRequest.maximumPerSecond
        return self.limits[url, default: ItemRateLimit(itemsPerSecond: rate, burst: rate, now: now)].take(now: now)
    }
}
