/// A version of ZMTP, as a greeting tells it.
package struct ProtocolVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var major: UInt8
    package var minor: UInt8

    package init(major: UInt8, minor: UInt8) {
        self.major = major
        self.minor = minor
    }

    /// The version spoken here: RFC 37/ZMTP, which adds commands for subscriptions and heartbeats to RFC 23/ZMTP.
    package static let current = ProtocolVersion(major: 3, minor: 1)

    package static func < (left: ProtocolVersion, right: ProtocolVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    package var description: String { "\(self.major).\(self.minor)" }
}
