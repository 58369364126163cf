import GRIP

extension GripInstruct {
    /// Whether a channel names a filter.
    var hasFilters: Bool { self.channels.contains { !$0.filters.isEmpty } }
}
