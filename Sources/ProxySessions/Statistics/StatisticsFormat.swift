/// How statistics records are written (reference: ops 3).
package enum StatisticsFormat: String, Sendable, CaseIterable {
    /// As tnetstrings.
    case tnetstring
    /// As JSON.
    case json
}
