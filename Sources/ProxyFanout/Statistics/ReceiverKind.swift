package import ProxySessions

/// By what the receivers of an item are told apart: the kind of hold, and the route.
package struct ReceiverKind: Sendable, Equatable {
    /// The kind of hold.
    package var mode: SubscriptionMode
    /// The route, as the loop's statistics number them.
    package var route: RouteNumber

    /// The receivers of a route that are held so.
    package init(_ mode: SubscriptionMode, route: RouteNumber = .common) {
        self.mode = mode
        self.route = route
    }
}

/// The number of a route among those that a loop has counted.
package struct RouteNumber: Sendable, Equatable {
    /// All routes without an id of their own; also every route while nothing is counted.
    package static let common = RouteNumber(value: 0)

    let value: UInt16
}

/// How many subscribers took an item.
package struct Receivers: Sendable, Equatable {
    private var counts: InlineArray<3, Int> = InlineArray(repeating: 0)

    /// None.
    package init() {}

    /// Those held in one way.
    package subscript(mode: SubscriptionMode) -> Int {
        get { self.counts[Int(mode.rawValue)] }
        set { self.counts[Int(mode.rawValue)] = newValue }
    }

    /// All of them.
    package var total: Int { self.counts[0] + self.counts[1] + self.counts[2] }

    package static func += (left: inout Self, right: Self) {
        for mode in SubscriptionMode.allCases {
            left[mode] += right[mode]
        }
    }

    package static func == (left: Self, right: Self) -> Bool {
        SubscriptionMode.allCases.allSatisfy { left[$0] == right[$0] }
    }
}

/// Counts receivers by kind while an item is delivered.
///
/// Neighbours are mostly of one kind: then counting is a comparison and an addition.
struct ReceiverTally {
    private var kind = ReceiverKind(.stream)
    private var count = 0
    private var others: [(kind: ReceiverKind, count: Int)] = []

    init() {}

    mutating func add(_ kind: ReceiverKind) {
        if kind != self.kind {
            self.turn(to: kind)
        }
        self.count += 1
    }

    private mutating func turn(to kind: ReceiverKind) {
        if self.count > 0 {
            self.others.append((self.kind, self.count))
        }
        self.kind = kind
        self.count = 0
        if let index = self.others.firstIndex(where: { $0.kind == kind }) {
            self.count = self.others.remove(at: index).count
        }
    }

    /// Kinds and numbers; no kind twice.
    func visit(_ body: (ReceiverKind, Int) -> Void) {
        if self.count > 0 {
            body(self.kind, self.count)
        }
        for other in self.others {
            body(other.kind, other.count)
        }
    }

    /// All of them, by the way they are held.
    var receivers: Receivers {
        var receivers = Receivers()
        self.visit { receivers[$0.mode] += $1 }
        return receivers
    }
}
