/// A setting, a line or a file that cannot be used; the proxy does not start with it.
///
/// The description is one line: `where: what is wrong; what would be right`.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// Where: `FILE:LINE:COLUMN`, an environment variable, an option, or a file's name alone.
    package let place: String
    /// What is wrong there.
    package let message: String
    /// What would be right.
    package let suggestion: String

    /// An error about a setting or a line.
    init(_ source: SettingSource, _ message: String, suggestion: String) {
        self.init(place: source.description, message, suggestion: suggestion)
    }

    /// An error about a place that is not a setting, such as a file as a whole.
    init(place: String, _ message: String, suggestion: String) {
        self.place = place.onOneLine
        self.message = message.onOneLine
        self.suggestion = suggestion.onOneLine
    }

    /// The line an operator reads.
    package var description: String { "\(self.place): \(self.message); \(self.suggestion)" }
}

extension String {
    /// The text without control characters and not much longer than a line, so that no value of an operator can break a
    /// message into lines or fill a log.
    fileprivate var onOneLine: String {
        let limit = 400
        var scalars = self.unicodeScalars.prefix(limit).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }
        if self.unicodeScalars.count > limit {
            scalars.append("…")
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
