package import NIOCore

/// Lets a few warnings of each kind through in a second, and counts those it holds back.
///
/// What a peer does wrong, it mostly does with every message: that must be seen, and must not fill the log.
package struct WarningPacer<Kind: Hashable & Sendable>: Sendable {
    private static var interval: TimeAmount { .seconds(1) }
    private static var warningsPerInterval: Int { 10 }

    private struct Record {
        var end: NIODeadline
        var passed = 0
        var heldBack = 0
    }

    private var records: [Kind: Record] = [:]

    /// A pacer that has let nothing through yet.
    package init() {}

    /// Something is to be warned of.
    ///
    /// - Parameters:
    ///   - kind: what kind of thing it is.
    ///   - now: the present time.
    /// - Returns: `nil` if it is to be held back, else how many of its kind were since the last one that was not.
    package mutating func warning(of kind: Kind, now: NIODeadline) -> Int? {
        var record = self.records[kind] ?? Record(end: now + Self.interval)
        defer { self.records[kind] = record }
        if now >= record.end {
            record.end = now + Self.interval
            record.passed = 0
        }
        guard record.passed < Self.warningsPerInterval else {
            record.heldBack += 1
            return nil
        }
        record.passed += 1
        let heldBack = record.heldBack
        record.heldBack = 0
        return heldBack
    }
}
