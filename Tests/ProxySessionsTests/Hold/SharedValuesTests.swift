import ProxySessions
import Testing

struct SharedValuesTests {
    /// Equal to others with its number.
    private final class Value: Hashable {
        let number: Int

        init(_ number: Int) {
            self.number = number
        }

        static func == (left: Value, right: Value) -> Bool { left.number == right.number }

        func hash(into hasher: inout Hasher) {
            hasher.combine(self.number)
        }
    }

    @Test func equalValuesBecomeOne() {
        var values = SharedValues<Value>()
        let first = values.shared(Value(1))
        #expect(values.shared(Value(1)) === first)
        #expect(values.shared(Value(1)) === first)
    }

    @Test(arguments: [0, 1, 4])
    func otherValuesAreNeverTakenForIt(capacity: Int) {
        var values = SharedValues<Value>(capacity: capacity)
        for number in (0..<100).map({ $0 % 7 }) {
            #expect(values.shared(Value(number)).number == number)
        }
    }

    @Test func fewAreKept() {
        var values = SharedValues<Value>(capacity: 4)
        let first = values.shared(Value(0))
        for number in 1..<1000 {
            _ = values.shared(Value(number))
        }
        #expect(values.shared(Value(0)) !== first)
    }
}
