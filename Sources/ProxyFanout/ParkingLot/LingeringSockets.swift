/// How many sockets of an event loop wait for their clients to take the last bytes, or to close.
package struct LingeringSockets: Sendable {
    /// Those whose last bytes have not left.
    package fileprivate(set) var unsentCount = 0
    /// Those whose clients have everything.
    package fileprivate(set) var sentCount = 0

    /// A socket began to linger.
    mutating func began() {
        self.unsentCount += 1
    }

    /// Its last bytes have left.
    mutating func sent() {
        self.unsentCount -= 1
        self.sentCount += 1
    }

    /// It was closed.
    mutating func closed(wasSent: Bool) {
        if wasSent {
            self.sentCount -= 1
        } else {
            self.unsentCount -= 1
        }
    }
}
