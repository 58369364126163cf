package import NIOCore

/// The ticks that streams with the same link and time-out share, so that they fetch it together.
///
/// A stream that joins a group gets the group's next tick, so its first fetch may come early (reference: GRIP 2.6,
/// "Pacing"). Groups without members are forgotten.
package struct LinkTicks: Sendable {
    /// Streams that tick together: a link without its query, and a time-out.
    private struct Key: Hashable, Sendable {
        let place: LinkPlace
        let timeout: TimeAmount

        init(_ link: NextLink) {
            self.place = LinkPlace(link.uri)
            self.timeout = link.timeout
        }
    }

    private struct Group: Sendable {
        var tick: NIODeadline
        var memberCount: Int
    }

    private var groups: [Key: Group] = [:]

    package init() {}

    /// How many groups there are.
    package var count: Int { self.groups.count }

    /// A stream holds with this link; returns its first tick, which is never later than the link's own time-out.
    ///
    /// Every `join` needs a `leave` when the stream stops holding.
    package mutating func join(_ link: NextLink, now: NIODeadline) -> NIODeadline {
        let own = now + link.timeout
        let key = Key(link)
        var group = self.groups[key] ?? Group(tick: own, memberCount: 0)
        if group.tick <= now, link.timeout > .zero {
            // Streams that skipped their tick keep the group's pace.
            let passed = (now - group.tick).nanoseconds / link.timeout.nanoseconds + 1
            group.tick = group.tick + link.timeout * passed
        }
        group.memberCount += 1
        self.groups[key] = group
        return min(group.tick, own)
    }

    /// A stream does not hold with this link any more.
    package mutating func leave(_ link: NextLink) {
        let key = Key(link)
        guard var group = self.groups[key] else { return }
        group.memberCount -= 1
        self.groups[key] = group.memberCount > 0 ? group : nil
    }
}
