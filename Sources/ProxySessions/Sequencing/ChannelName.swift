/// The name of a GRIP channel, compared byte for byte (reference: GRIP 3.4, "matching is exact").
///
/// `String` takes two spellings of an accented letter for the same text; two channels may be called just that.
package struct ChannelName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let text: String

    /// A name as it stands in an instruction or an item.
    package init(_ text: String) {
        self.text = text
    }

    package var description: String { self.text }

    package static func == (a: Self, b: Self) -> Bool {
        let (a, b) = (a.text.utf8.span, b.text.utf8.span)
        guard a.count == b.count else { return false }
        for index in a.indices where a[index] != b[index] {
            return false
        }
        return true
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.text)
    }
}
