/// Permission bits of a file, written in octal.
package struct FileMode: Sendable, Hashable, CustomStringConvertible {
    /// The bits, at most 0o777.
    package var bits: UInt32

    /// `bits` as they are.
    package init(bits: UInt32) {
        self.bits = bits
    }

    /// The octal digits.
    package var description: String { String(self.bits, radix: 8) }
}
