/// A connection's place in the statistics of its loop.
///
/// Four bytes, since there is one for every connection.
package struct ConnectionToken: Sendable, Equatable {
    /// Of a connection that is not counted.
    package static let none = ConnectionToken(rawValue: 0)

    private let rawValue: UInt32

    private init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    init(slot: Int) {
        self.rawValue = UInt32(truncatingIfNeeded: slot + 1)
    }

    /// The place in the table; `nil` of no connection.
    var slot: Int? { self.rawValue == 0 ? nil : Int(self.rawValue) - 1 }
}
