import NIOCore
import Testing

@testable import ZMTP

struct TopicSetTests {
    private static func set(_ topics: [String]) -> TopicSet {
        var set = TopicSet()
        for topic in topics {
            set.insert(Array(topic.utf8))
        }
        return set
    }

    struct Row: Sendable {
        let topics: [String]
        let message: String
        let isMatch: Bool
        let mayMatch: Bool
    }

    @Test(arguments: [
        Row(topics: [], message: "a", isMatch: false, mayMatch: false),
        Row(topics: [""], message: "", isMatch: true, mayMatch: true),
        Row(topics: [""], message: "anything", isMatch: true, mayMatch: true),
        Row(topics: ["a"], message: "", isMatch: false, mayMatch: true),
        Row(topics: ["sub "], message: "sub J", isMatch: true, mayMatch: true),
        Row(topics: ["sub J"], message: "sub ", isMatch: false, mayMatch: true),
        Row(topics: ["conn ", "sub J"], message: "sub T", isMatch: false, mayMatch: false),
        Row(topics: ["ab", "abcd"], message: "abc", isMatch: true, mayMatch: true),
        Row(topics: ["abcd", "abce"], message: "abc", isMatch: false, mayMatch: true),
        Row(topics: ["a", "b", "c"], message: "bb", isMatch: true, mayMatch: true),
        Row(topics: ["ba"], message: "b\u{7f}", isMatch: false, mayMatch: false),
        Row(topics: ["é"], message: "é2", isMatch: true, mayMatch: true),
    ])
    func topicsMatchByTheirBeginning(row: Row) {
        let set = Self.set(row.topics)
        #expect(set.matches(row.message.utf8) == row.isMatch)
        #expect(set.mayMatch(beginning: row.message.utf8) == row.mayMatch)
    }

    @Test func repeatedTopicsCountOnce() {
        var set = Self.set(["ab", "ab", "c"])
        #expect(set.count == 2)
        #expect(set.byteCount == 3)
        set.remove(Array("ab".utf8))
        set.remove(Array("never".utf8))
        #expect(set.count == 1)
        #expect(set.byteCount == 1)
        #expect(!set.matches("ab".utf8))
    }

    @Test(arguments: 0..<UInt64(10))
    func theResultIsThatOfComparingOneByOne(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func word() -> [UInt8] {
            (0..<Int.random(in: 0...4, using: &generator)).map { _ in UInt8.random(in: 0...2, using: &generator) }
        }
        var set = TopicSet()
        var topics: Set<[UInt8]> = []
        for _ in 0..<300 {
            let topic = word()
            if Bool.random(using: &generator) {
                set.insert(topic)
                topics.insert(topic)
            } else {
                set.remove(topic)
                topics.remove(topic)
            }
            let message = word()
            let isMatch = topics.contains { message.starts(with: $0) }
            #expect(set.matches(message) == isMatch)
            #expect(set.mayMatch(beginning: message) == (isMatch || topics.contains { $0.starts(with: message) }))
            #expect(set.count == topics.count)
            #expect(set.byteCount == topics.reduce(0) { $0 + $1.count })
        }
    }
}
