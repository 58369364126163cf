import ProxySessions
import Testing

struct ConnectionIDTests {
    private struct Fixed: RandomNumberGenerator {
        var values: [UInt64]
        mutating func next() -> UInt64 { self.values.isEmpty ? 0 : self.values.removeFirst() }
    }

    @Test(
        arguments: [
            ([0, 0], "00000000-0000-4000-8000-000000000000"),
            ([.max, .max], "ffffffff-ffff-4fff-bfff-ffffffffffff"),
            ([0x0123_4567_89AB_CDEF, 0x0123_4567_89AB_CDEF], "01234567-89ab-4def-8123-456789abcdef"),
        ] as [([UInt64], String)]
    )
    func itIsAUUIDOfVersion4(_ values: [UInt64], _ expected: String) {
        var generator = Fixed(values: values)
        #expect(ConnectionID.random(using: &generator) == expected)
    }

    @Test func twoDiffer() {
        var generator = SystemRandomNumberGenerator()
        #expect(ConnectionID.random(using: &generator) != ConnectionID.random(using: &generator))
    }
}
