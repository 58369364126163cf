/// A dictionary that knows the order in which its entries were set.
///
/// Every operation takes constant time: the entries are nodes of a doubly linked list inside one array, and a
/// dictionary finds a key's node.
struct RecencyMap<Key: Hashable, Value> {
    struct Node {
        var entry: (key: Key, value: Value)?
        var older: Int
        var newer: Int
    }

    private static var none: Int { -1 }

    private var positions: [Key: Int] = [:]
    private var nodes: [Node] = []
    private var free: [Int] = []
    private var oldestPosition = Self.none
    private var newestPosition = Self.none

    init() {}

    var count: Int { self.positions.count }
    var isEmpty: Bool { self.positions.isEmpty }

    /// The entry that was set longest ago.
    var oldest: (key: Key, value: Value)? {
        self.oldestPosition == Self.none ? nil : self.nodes[self.oldestPosition].entry
    }

    /// All keys, oldest first.
    var keys: [Key] {
        var keys: [Key] = []
        keys.reserveCapacity(self.count)
        var position = self.oldestPosition
        while position != Self.none {
            if let entry = self.nodes[position].entry {
                keys.append(entry.key)
            }
            position = self.nodes[position].newer
        }
        return keys
    }

    func contains(_ key: Key) -> Bool {
        self.positions[key] != nil
    }

    /// The value of a key; looking does not change its place in the order.
    subscript(key: Key) -> Value? {
        guard !self.isEmpty, let position = self.positions[key] else { return nil }
        return self.nodes[position].entry?.value
    }

    /// Sets a value and makes it the newest.
    mutating func set(_ value: Value, for key: Key) {
        if let position = self.positions[key] {
            self.nodes[position].entry = (key, value)
            self.unlink(position)
            self.linkAsNewest(position)
            return
        }
        let node = Node(entry: (key, value), older: Self.none, newer: Self.none)
        let position: Int
        if let reused = self.free.popLast() {
            position = reused
            self.nodes[position] = node
        } else {
            position = self.nodes.count
            self.nodes.append(node)
        }
        self.positions[key] = position
        self.linkAsNewest(position)
    }

    @discardableResult
    mutating func removeValue(for key: Key) -> Value? {
        // Nearly always empty, and then there is no need to hash the key.
        guard !self.isEmpty, let position = self.positions.removeValue(forKey: key) else { return nil }
        return self.release(position)?.value
    }

    mutating func removeOldest() -> (key: Key, value: Value)? {
        guard self.oldestPosition != Self.none, let entry = self.release(self.oldestPosition) else { return nil }
        self.positions[entry.key] = nil
        return entry
    }

    mutating func removeAll() {
        self = Self()
    }

    private mutating func release(_ position: Int) -> (key: Key, value: Value)? {
        self.unlink(position)
        let entry = self.nodes[position].entry
        self.nodes[position].entry = nil
        self.free.append(position)
        return entry
    }

    private mutating func unlink(_ position: Int) {
        let (older, newer) = (self.nodes[position].older, self.nodes[position].newer)
        if older == Self.none {
            self.oldestPosition = newer
        } else {
            self.nodes[older].newer = newer
        }
        if newer == Self.none {
            self.newestPosition = older
        } else {
            self.nodes[newer].older = older
        }
    }

    private mutating func linkAsNewest(_ position: Int) {
        self.nodes[position].older = self.newestPosition
        self.nodes[position].newer = Self.none
        if self.newestPosition == Self.none {
            self.oldestPosition = position
        } else {
            self.nodes[self.newestPosition].newer = position
        }
        self.newestPosition = position
    }
}

extension RecencyMap.Node: Sendable where Key: Sendable, Value: Sendable {}
extension RecencyMap: Sendable where Key: Sendable, Value: Sendable {}

extension RecencyMap where Value == Void {
    /// Adds a key as the newest; one that is there keeps its place.
    ///
    /// Returns whether it was added.
    @discardableResult
    mutating func insert(_ key: Key) -> Bool {
        guard !self.contains(key) else { return false }
        self.set((), for: key)
        return true
    }
}
