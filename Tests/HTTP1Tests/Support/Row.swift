import HTTP1
import Testing

/// One line of a table of inputs: what it shows, the bytes, and what must become of them.
struct Row<Outcome: Sendable>: Sendable, CustomTestStringConvertible {
    /// Which byte is special, and for hardening rows the harm it would do.
    let what: String

    let bytes: [UInt8]
    let outcome: Outcome

    init(_ what: String, _ text: String, _ outcome: Outcome) {
        self.init(what, bytes: Array(text.utf8), outcome)
    }

    init(_ what: String, bytes: [UInt8], _ outcome: Outcome) {
        self.what = what
        self.bytes = bytes
        self.outcome = outcome
    }

    var testDescription: String { self.what }
}
