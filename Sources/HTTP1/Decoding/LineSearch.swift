/// Finds the end of a line that arrives in pieces, looking at each byte once.
///
/// Offsets are relative to the first byte that is not consumed yet; consuming bytes needs a fresh search.
struct LineSearch: Sendable {
    /// The offset up to which no line feed was found.
    private var searched = 0

    /// Whether a line from this offset on was looked at before and had no end.
    func hasSearched(beyond start: Int) -> Bool {
        self.searched > start
    }

    /// Notes that no line feed is among the first `count` bytes, behind the lines already parsed.
    mutating func noteSearched(_ count: Int) {
        self.searched = count
    }

    /// The offset of the line feed that ends the line beginning at `start`, or nil if it has not come yet.
    mutating func lineFeed(in bytes: Span<UInt8>, from start: Int) -> Int? {
        if let found = bytes.firstLineFeed(from: max(start, self.searched)) {
            return found
        }
        self.searched = bytes.count
        return nil
    }
}
