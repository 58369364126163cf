import GRIP

extension GripInstruct {
    /// Whether a channel names a filter, or none but items may ask for one.
    var hasFilters: Bool { self.channels.contains { !$0.filters.isEmpty } }
}
