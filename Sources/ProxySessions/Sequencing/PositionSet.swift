/// A set of positions in a short list: nothing is allocated for the first 64.
struct PositionSet: Sendable, Equatable {
    private var first: UInt64 = 0
    /// Further positions, 64 to an element.
    private var rest: [UInt64] = []

    /// An empty set.
    init() {}

    /// How many positions are in the set.
    var count: Int {
        self.rest.reduce(self.first.nonzeroBitCount) { $0 + $1.nonzeroBitCount }
    }

    /// Adds a position.
    mutating func insert(_ position: Int) {
        let (element, bit) = position.quotientAndRemainder(dividingBy: 64)
        guard element > 0 else {
            self.first |= 1 << UInt64(bit)
            return
        }
        while self.rest.count < element {
            self.rest.append(0)
        }
        self.rest[element - 1] |= 1 << UInt64(bit)
    }

    /// Takes every position out.
    mutating func removeAll() {
        self.first = 0
        self.rest = []
    }
}
