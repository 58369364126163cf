/// Comparison of secrets whose duration does not tell how much of them was right.
package enum ConstantTime {
    /// Says whether two texts have the same bytes.
    ///
    /// The time depends on the length of `candidate` alone, which whoever sent it knows.
    package static func equal(_ candidate: some Collection<UInt8>, _ secret: [UInt8]) -> Bool {
        guard !secret.isEmpty else { return candidate.isEmpty }
        var difference: UInt8 = candidate.count == secret.count ? 0 : 1
        var position = 0
        for byte in candidate {
            difference |= byte ^ secret[position]
            position = position + 1 == secret.count ? 0 : position + 1
        }
        return difference == 0
    }
}
