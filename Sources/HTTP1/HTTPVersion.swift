/// A protocol version of HTTP/1.x.
package struct HTTPVersion: Hashable, Sendable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    package init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// HTTP/1.0: connections close after the answer unless both sides say otherwise, and nothing is chunked.
    package static let http10 = HTTPVersion(major: 1, minor: 0)

    /// HTTP/1.1, which stands for every higher 1.x too.
    package static let http11 = HTTPVersion(major: 1, minor: 1)

    /// The version as it stands in a start line, such as `HTTP/1.1`.
    package var description: String { "HTTP/\(self.major).\(self.minor)" }
}
