import NIOCore

/// The topics one peer subscribes to.
///
/// A message goes to the peer if it begins with one of them. They are kept sorted, so that those which begin with the
/// same bytes stand together, the shortest first: a look-up narrows that range byte by byte, and costs the length of
/// the longest common beginning times the logarithm of the number of topics.
struct TopicSet {
    private var topics: [[UInt8]] = []
    private(set) var byteCount = 0

    var count: Int { self.topics.count }
    var isEmpty: Bool { self.topics.isEmpty }

    /// Adds a topic, unless it is there; linear in the number of topics.
    mutating func insert(_ topic: [UInt8]) {
        let index = self.position(of: topic)
        guard index == self.topics.count || self.topics[index] != topic else { return }
        self.topics.insert(topic, at: index)
        self.byteCount += topic.count
    }

    /// Removes a topic, if it is there.
    mutating func remove(_ topic: [UInt8]) {
        let index = self.position(of: topic)
        guard index < self.topics.count, self.topics[index] == topic else { return }
        self.topics.remove(at: index)
        self.byteCount -= topic.count
    }

    /// Whether `message` begins with one of the topics.
    func matches(_ message: some Collection<UInt8>) -> Bool {
        self.narrowed(by: message).isMatch
    }

    /// Whether a message that begins with `beginning` may begin with one of the topics.
    func mayMatch(beginning: some Collection<UInt8>) -> Bool {
        let (isMatch, rest) = self.narrowed(by: beginning)
        return isMatch || !rest.isEmpty
    }

    /// Whether a topic was found at the beginning of `bytes`; if none, the topics that begin with all of `bytes`.
    private func narrowed(by bytes: some Collection<UInt8>) -> (isMatch: Bool, rest: Range<Int>) {
        var range = 0..<self.topics.count
        var depth = 0
        for byte in bytes {
            guard let first = range.first else { return (false, range) }
            // The shortest of the range comes first, and all of them begin with the bytes so far.
            if self.topics[first].count == depth { return (true, range) }
            range = self.topics.partition(of: range) { $0[depth] >= byte }..<range.upperBound
            range = range.lowerBound..<self.topics.partition(of: range) { $0[depth] > byte }
            depth += 1
        }
        guard let first = range.first else { return (false, range) }
        return (self.topics[first].count == depth, range)
    }

    private func position(of topic: [UInt8]) -> Int {
        self.topics.partition(of: 0..<self.topics.count) { !$0.lexicographicallyPrecedes(topic) }
    }
}

extension [[UInt8]] {
    /// The first index of `range` whose element has what all behind it have too, or its end.
    fileprivate func partition(of range: Range<Int>, where isBehind: ([UInt8]) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if isBehind(self[middle]) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
