/// Finds what somebody meant who mistyped a name.
enum Similarity {
    /// The candidate that is nearest to `text`, when it is near enough to be what was meant.
    ///
    /// Near enough is one slip for every four characters, at least one and at most three. Quadratic in the lengths, so
    /// longer texts than any name have no answer.
    static func best(for text: String, among candidates: [String]) -> String? {
        let typed = Array(text.utf8)
        guard typed.count <= 64 else { return nil }
        var best: (candidate: String, slips: Int)?
        for candidate in candidates {
            let slips = Self.slips(typed, Array(candidate.utf8))
            if slips <= min(max(typed.count / 4, 1), 3), slips < best?.slips ?? .max {
                best = (candidate, slips)
            }
        }
        return best?.candidate
    }

    /// How many characters must be added, removed, changed or swapped with their neighbour.
    private static func slips(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var slips = min(last[column + 1] + 1, current[column] + 1, last[column] + (character == other ? 0 : 1))
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
                    slips = min(slips, beforeLast[column - 1] + 1)
                }
                current.append(slips)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
