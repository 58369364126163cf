/// The values seen last of those that come again and again: who finds an equal one here keeps that, instead of its own.
///
/// Held connections have much in common that is made anew for each, such as channel names and links. What they share is in
/// memory once. Constant time; of a few values at most is a copy kept that nobody else needs.
package struct SharedValues<Value: Hashable> {
    private var kept: [Value?]

    /// No values.
    ///
    /// - Parameter capacity: how many values are kept at most.
    package init(capacity: Int = 64) {
        self.kept = Array(repeating: nil, count: max(1, capacity))
    }

    /// An equal value that was here before, or else this one, which is here from now on.
    package mutating func shared(_ value: Value) -> Value {
        // Nothing is searched: a value has one place, and the last one that had it.
        let place = Int(UInt(bitPattern: value.hashValue) % UInt(self.kept.count))
        if let known = self.kept[place], known == value {
            return known
        }
        self.kept[place] = value
        return value
    }
}
