/// A key, which never shows in a log line, an error or a dump.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key itself, in the forms of reference: behaviour 6.
    package let text: String

    /// `text` as it is.
    package init(_ text: String) {
        self.text = text
    }

    /// Three stars.
    package var description: String { "***" }
    /// Three stars.
    package var debugDescription: String { "***" }
    /// Nothing inside.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
