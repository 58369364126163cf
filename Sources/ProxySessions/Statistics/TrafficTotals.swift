/// Everything counted for a route, from the start of the process.
package struct TrafficTotals: Sendable, Equatable {
    private var values: InlineArray<20, Int> = InlineArray(repeating: 0)

    /// Nothing.
    package init() {}

    /// The value of a counter.
    package subscript(counter: TrafficCounter) -> Int {
        get { self.values[counter.rawValue] }
        set { self.values[counter.rawValue] = newValue }
    }

    /// Both together.
    package static func += (left: inout Self, right: Self) {
        for counter in TrafficCounter.allCases {
            left[counter] += right[counter]
        }
    }

    /// What was added since earlier totals.
    package static func - (left: Self, right: Self) -> Self {
        var rest = left
        for counter in TrafficCounter.allCases {
            rest[counter] -= right[counter]
        }
        return rest
    }

    /// Whether anything was counted that a report tells.
    package var isAnythingReported: Bool {
        TrafficCounter.allCases.contains { $0.reportName != nil && self[$0] != 0 }
    }

    package static func == (left: Self, right: Self) -> Bool {
        TrafficCounter.allCases.allSatisfy { left[$0] == right[$0] }
    }
}
