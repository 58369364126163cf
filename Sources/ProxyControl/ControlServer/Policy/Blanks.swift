extension StringProtocol {
    /// The text without the spaces and tabs at its ends (RFC 9110 5.6.3, OWS).
    var trimmingBlanks: SubSequence {
        guard let first = self.firstIndex(where: { !$0.isBlank }), let last = self.lastIndex(where: { !$0.isBlank })
        else { return self[self.startIndex..<self.startIndex] }
        return self[first...last]
    }
}

extension Character {
    fileprivate var isBlank: Bool { self == " " || self == "\t" }
}
