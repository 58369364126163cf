/// How the lines of the log look (`log_format`).
package enum LogFormat: String, Sendable, CaseIterable {
    /// As Pushpin's: `[LEVEL] yyyy-mm-dd HH:MM:SS.mmm MESSAGE`, in local time.
    case pushpin
    /// `yyyy-mm-ddTHH:MM:SS.mmm+hh:mm LEVEL MESSAGE KEY=VALUE …`.
    case text
    /// One JSON object on each line.
    case json
}
