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
        // Equal bytes are equal text, so the slow comparison is only made for names that are nearly always the same.
        a.text == b.text && a.text.utf8.elementsEqual(b.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.text)
    }
}
